# Every dependency is a package of the distribution. cmake/packages.txt lists their names;
# `./gilkit` installs what is missing.

find_package(Threads REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt 8 REQUIRED)
find_package(nlohmann_json 3.10 REQUIRED)
find_package(pugixml 1.11 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(tomlplusplus 3 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libelf REQUIRED IMPORTED_TARGET libelf)
pkg_check_modules(libevent REQUIRED IMPORTED_TARGET libevent_core>=2.1 libevent_extra)
pkg_check_modules(md4c REQUIRED IMPORTED_TARGET md4c>=0.4.8)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive>=3.5)
pkg_check_modules(libseccomp REQUIRED IMPORTED_TARGET libseccomp>=2.5)
find_package(OpenSSL 1.1.1 REQUIRED COMPONENTS Crypto)
find_package(SQLite3 3.33 REQUIRED)

# The tool interpreter: the Python that has Jinja2 and that the bindings are built for. It is the
# distribution's own, never a version manager's, because the site's libraries are distribution packages.
if(NOT GILKIT_TOOL_PYTHON)
    find_program(GILKIT_TOOL_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH
        DOC "The Python that builds the site (it needs Jinja2, markdown-it and Pygments)")
endif()
if(NOT GILKIT_TOOL_PYTHON)
    message(FATAL_ERROR "No /usr/bin/python3. Install the package python3, or set -DGILKIT_TOOL_PYTHON=PATH.")
endif()

if(GILKIT_BUILD_BINDINGS)
    set(Python_EXECUTABLE "${GILKIT_TOOL_PYTHON}")
    find_package(Python REQUIRED COMPONENTS Interpreter Development.Module)
    find_package(pybind11 2.9 REQUIRED CONFIG)
endif()
if(GILKIT_BUILD_TESTS)
    find_package(doctest 2.4 REQUIRED)
endif()
