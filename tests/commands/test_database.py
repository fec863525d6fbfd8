"""`gridbot db upgrade`, and what every command says when the database is away."""

from spoiling import spoil


def test_an_upgrade_is_done_once(gridbot, config, district):
    done = gridbot("db", "upgrade", "-c", config)
    assert (done.code, done.out, done.err) == (0, "the schema was brought up to date\n", "")
    assert (district / "gridbot.db").exists()
    assert gridbot("db", "upgrade", "-c", config).out == "the schema is already up to date\n"


def test_a_database_that_is_away_is_one_line_without_its_password(gridbot, config, district):
    spoil(config, "sqlite:///gridbot.db", "postgresql://grid:pass-canary@127.0.0.1:1/grid")
    for args in (("db", "upgrade", "-c", config), ("serve", "-c", config)):
        done = gridbot(*args)
        [told] = [line for line in done.err.splitlines() if " INFO " not in line]
        assert done.code == 1, done
        assert told.startswith(f"{config}: [store] url: the database is away")
        assert told.endswith("; check it, and that the database is running")
        assert "canary" not in done.err
        assert "Traceback" not in done.err


def test_a_file_that_is_no_database_is_one_line(gridbot, config, district):
    (district / "gridbot.db").write_bytes(b"this is no database, whatever its name says" * 100)
    done = gridbot("db", "upgrade", "-c", config)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith(f"{config}: [store] url: the database ")


def test_a_database_that_cannot_be_made_is_one_line(gridbot, config):
    spoil(config, "sqlite:///gridbot.db", "sqlite:///no/such/folder/grid.db")
    done = gridbot("db", "upgrade", "-c", config)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
