"""The core: who may come in, what is kept, where it lies. It knows neither the web nor the cloud."""

__version__ = "0.1.0"
