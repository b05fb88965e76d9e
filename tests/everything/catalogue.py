"""Every tool, prompt and resource that the conformance suite asks for by name."""

from tests.everything.acts import Run, asking, logging, progressing, prompting, pushing, saying
from tests.everything.content import (
    AUDIO,
    CONFIRM,
    DIALECT,
    ELICITATION,
    IMAGE,
    NAME,
    NONE,
    PIXEL,
    ROOTS,
    SAMPLING,
    STRING,
    Json,
    elicit,
    embedded,
    object_of,
    sample,
    text,
)

STATE_OK = saying(text("state-ok"))
TOOLS: dict[str, tuple[Json, Run]] = {
    "test_simple_text": (NONE, saying(text("This is a simple text response for testing."))),
    "test_image_content": (NONE, saying(IMAGE)),
    "test_audio_content": (NONE, saying(AUDIO)),
    "test_embedded_resource": (NONE, saying(embedded("test://embedded-resource"))),
    "test_multiple_content_types": (NONE, saying(text("Mixed"), IMAGE, embedded("test://mixed", "application/json"))),
    "test_error_handling": (NONE, saying(text("This tool always fails."), is_error=True)),
    "test_tool_with_logging": (NONE, logging),
    "test_logging_tool": (NONE, logging),
    "test_tool_with_progress": (NONE, progressing),
    "test_reconnection": (NONE, saying(text("There was no stream to come back to."))),
    "test_trigger_tool_change": (NONE, saying(text("The tools never change."))),
    "test_trigger_prompt_change": (NONE, saying(text("The prompts never change."))),
    "test_custom_header": (object_of(region={**STRING, "x-mcp-header": "Region"}), saying(text("There."))),
    "json_schema_2020_12_tool": (DIALECT, saying(text("In every dialect."))),
    "test_sampling": (object_of(prompt=STRING), pushing(SAMPLING)),
    "test_elicitation": (object_of(message=STRING), pushing(ELICITATION)),
    "test_elicitation_sep1034_defaults": (NONE, pushing(ELICITATION)),
    "test_elicitation_sep1330_enums": (NONE, pushing(ELICITATION)),
    "test_missing_capability": (NONE, asking({"answer": sample("Hello")}, then=STATE_OK)),
    "test_streaming_elicitation": (NONE, asking({"user_name": NAME}, then=STATE_OK)),
    "test_input_required_result_elicitation": (NONE, asking({"user_name": NAME}, then=STATE_OK)),
    "test_input_required_result_sampling": (NONE, asking({"capital_question": sample("Capital?")}, then=STATE_OK)),
    "test_input_required_result_list_roots": (NONE, asking({"client_roots": ROOTS}, then=STATE_OK)),
    "test_input_required_result_request_state": (NONE, asking({"confirm": CONFIRM}, keeps_state=True, then=STATE_OK)),
    "test_input_required_result_tampered_state": (NONE, asking({"confirm": CONFIRM}, keeps_state=True, then=STATE_OK)),
    "test_input_required_result_multiple_inputs": (
        NONE,
        asking({"name": NAME, "greeting": sample("Greet"), "roots": ROOTS}, keeps_state=True, then=STATE_OK),
    ),
    "test_input_required_result_multi_round": (
        NONE,
        asking({"step1": NAME}, {"step2": elicit("Colour?", color=STRING)}, keeps_state=True, then=STATE_OK),
    ),
    "test_input_required_result_capabilities": (NONE, asking({"name": NAME, "joke": sample("Joke")}, then=STATE_OK)),
}
PROMPTS: dict[str, tuple[tuple[str, ...], Run]] = {
    "test_simple_prompt": ((), prompting(text("This is a simple prompt for testing."))),
    "test_prompt_with_arguments": (("arg1", "arg2"), prompting(text("First {arg1}, then {arg2}."))),
    "test_prompt_with_embedded_resource": (("resourceUri",), prompting(embedded("{resourceUri}"), text("See above."))),
    "test_prompt_with_image": ((), prompting(IMAGE, text("See above."))),
    "test_input_required_result_prompt": (
        (),
        asking({"user_context": elicit("Context?", context=STRING)}, then=prompting(text("In that context."))),
    ),
}
RESOURCES: dict[str, tuple[str, Json]] = {
    "test://static-text": ("text/plain", {"text": "This is the content of the static text resource."}),
    "test://static-binary": ("image/png", {"blob": PIXEL}),
    "test://watched-resource": ("text/plain", {"text": "It never changes."}),
}
