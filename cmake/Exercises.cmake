# The exercises as tests, for a fork of the kit that grades its learner's own files in CI:
#
#   cmake --preset grade && cmake --build --preset grade && ctest --preset grade
#
# They are no tests of gilkit's. That preset registers nothing else and needs none of the tests' packages, and no other
# one registers them. A test passes, fails, or is skipped where this machine can't tell (exit code 4).

set(GILKIT_STUDENT_PYTHON "python3" CACHE STRING "The Python that submissions are graded with by ctest --preset grade")

function(gilkit_add_exercise folder)
    set(description "${PROJECT_SOURCE_DIR}/exercises/${folder}/exercise.toml")
    if(NOT EXISTS "${description}")
        message(FATAL_ERROR "lessons/course.toml names the exercise ${folder}, and there is no ${description}.")
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${description}")
    add_test(NAME exercise.${folder} COMMAND gilkit grade --python "${GILKIT_STUDENT_PYTHON}" "${folder}")
    # gilkit limits the time of each run itself; this is for what nobody has thought of.
    set_tests_properties(exercise.${folder} PROPERTIES LABELS exercise SKIP_RETURN_CODE 4 TIMEOUT 1800
        ENVIRONMENT "GILKIT_ROOT=${PROJECT_SOURCE_DIR}")
    file(STRINGS "${description}" responsive REGEX "^kind *= *\"responsive\"")
    if(responsive)
        # A server beside other gradings may be told "can't tell here" without need: it has the machine for itself.
        set_tests_properties(exercise.${folder} PROPERTIES RUN_SERIAL ON)
    endif()
endfunction()

function(gilkit_add_exercises)
    set(course "${PROJECT_SOURCE_DIR}/lessons/course.toml")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${course}")
    file(STRINGS "${course}" lines REGEX "^exercise *= *\"[^\"]*\"")
    if(NOT lines)
        message(FATAL_ERROR "${course} names no exercise: there is nothing to grade.")
    endif()
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^exercise *= *\"([^\"]*)\".*" "\\1" folder "${line}")
        gilkit_add_exercise("${folder}")
    endforeach()
endfunction()
