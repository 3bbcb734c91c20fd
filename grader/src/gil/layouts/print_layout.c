/* Prints the entry of table.inc for the CPython whose headers it is compiled with. regenerate.py calls it. */
#include "print.h"

#include "internal/pycore_gil.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

#if PY_VERSION_HEX < 0x03090000 || PY_VERSION_HEX >= 0x030d0000
#error "The table holds CPython 3.9 to 3.12; later ones describe themselves (_Py_DebugOffsets)."
#endif
#ifndef FORCE_SWITCHING
#error "In this build nobody who gives up the GIL waits for a successor; its GIL looks different."
#endif

#if PY_VERSION_HEX < 0x030b0000
#define threads_head tstate_head
#else
#define threads_head threads.head
#endif

typedef struct _gil_runtime_state Gil;

int main(void)
{
    printf("// %s\nKnownLayout{%d, Layout{", PY_VERSION, PY_MINOR_VERSION);
    NAMED("interpreters_head", _PyRuntimeState, interpreters.head);
#if PY_VERSION_HEX < 0x030c0000
    NAMED("runtime_gil", _PyRuntimeState, ceval.gil);
    printf(" .interpreter_gil = 0,");
#else
    printf(" .runtime_gil = std::nullopt,");
    NAMED("interpreter_gil", PyInterpreterState, ceval.gil);
#endif
    printf("\n   ");
    NAMED("interpreter_next", PyInterpreterState, next);
    NAMED("threads_head", PyInterpreterState, threads_head);
    NAMED("thread_next", PyThreadState, next);
    NAMED("thread_interpreter", PyThreadState, interp);
    printf("\n   ");
    NAMED("pthread", PyThreadState, thread_id);
#if PY_VERSION_HEX < 0x030b0000
    printf(" .native_id = std::nullopt,");
#else
    NAMED("native_id", PyThreadState, native_thread_id);
#endif
#if PY_VERSION_HEX < 0x030c0000
    NAMED("modules", PyInterpreterState, modules);
#else
    NAMED("modules", PyInterpreterState, imports.modules);
#endif
    printf("\n    .gil = {.enabled = std::nullopt,");
    NAMED("interval", Gil, interval);
    NAMED("last_holder", Gil, last_holder);
    NAMED("locked", Gil, locked);
    NAMED("switch_number", Gil, switch_number);
    printf("\n           ");
    NAMED("wait_begin", Gil, cond);
    NAMED("yield_begin", Gil, switch_cond);
    printf(" .end = %zu}}},\n", sizeof(Gil));
    return 0;
}
