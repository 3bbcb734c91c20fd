from conversation import converse, python  # noqa: F401: fixtures


def pytest_configure(config):
    config.addinivalue_line("markers", "between_bytecodes: shows that threads are held back between any two bytecodes")
