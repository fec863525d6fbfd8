"""`gridbot demo` plays the recorded day and tells its totals with the time that it took."""


def test_the_day_at_full_speed_ends_with_its_totals(process):
    done = process("demo", "--speed", "0", "--no-browser", "--exit", "--port", "0")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("聊天页 chat page: http://127.0.0.1:")
    assert "企业复工率" in done.out
    assert "累计返岗" in done.out
    assert " 秒 " in done.out.splitlines()[-2]


def test_the_day_through_the_stand_in_platform_ends_with_the_same_totals(process):
    plain = process("demo", "--speed", "0", "--no-browser", "--exit", "--port", "0")
    done = process("demo", "--wecom", "--speed", "0", "--no-browser", "--exit", "--port", "0")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("模拟企业微信 stand-in platform: http://127.0.0.1:")
    rows = [line for line in done.out.splitlines() if "│" in line and "用时" not in line]
    assert rows == [line for line in plain.out.splitlines() if "│" in line and "用时" not in line]
    assert any("256/330＝77.6%" in row for row in rows)
