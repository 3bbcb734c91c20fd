/* What the printers of the tables share: CPython's headers, and an initializer for the offset of a member. */
#pragma once

#define Py_BUILD_CORE 1
#include <Python.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define NAMED(name, type, member) printf(" ." name " = %zu,", offsetof(type, member))
