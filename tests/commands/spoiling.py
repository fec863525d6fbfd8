"""Changes one thing in a file of a district."""


def spoil(file, old, new):
    """The thing must be there, and once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def log(*lines):
    """Records of a chat log as text: (second of 9 o'clock, sender, text)."""
    return "".join(
        f'{{"at":"2020-03-05T09:00:{at:02}+08:00","from":"{who}","text":"{text}","id":"m{at}"}}\n'
        for at, who, text in lines
    )
