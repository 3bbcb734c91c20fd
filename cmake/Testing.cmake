# gilkit_add_pytest(NAME FILE LABEL): one pytest file as one CTest test.
# It runs under the tool interpreter and is told by the environment which binary to drive, and whether it has
# sanitizers in it.

function(gilkit_add_pytest name file label)
    add_test(NAME ${name}
        COMMAND "${GILKIT_TOOL_PYTHON}" -B -m pytest -q -p no:cacheprovider --rootdir "${PROJECT_SOURCE_DIR}" "${file}"
        WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(${name} PROPERTIES LABELS "${label}" TIMEOUT 1800
        ENVIRONMENT "GILKIT_BINARY=$<TARGET_FILE:gilkit>;GILKIT_ROOT=${PROJECT_SOURCE_DIR};PYTHONPATH=${PROJECT_BINARY_DIR}/python:${PROJECT_SOURCE_DIR}/site;GILKIT_SANITIZE=${GILKIT_SANITIZE}")
endfunction()
