/* Prints the entry of objects.inc for the CPython whose headers it is compiled with. regenerate.py calls it. */
#include "print.h"

#if PY_VERSION_HEX < 0x03090000 || PY_VERSION_HEX >= 0x03100000
#error "The table holds CPython 3.9 to 3.15."
#endif
#if SIZEOF_VOID_P != 8 || PYLONG_BITS_IN_DIGIT != 30 || defined(Py_TRACE_REFS)
#error "Objects look different in this build."
#endif

#if PY_VERSION_HEX < 0x030b0000
/* Objects/dict-common.h, which is not installed. Every entry is a PyDictKeyEntry: hash, key, value. */
struct _dictkeysobject {
    Py_ssize_t dk_refcnt;
    Py_ssize_t dk_size;
    void *dk_lookup;
    Py_ssize_t dk_usable;
    Py_ssize_t dk_nentries;
    char dk_indices[];
};
#define dk_log2_size dk_size
#else
#include "internal/pycore_dict.h"
#include "internal/pycore_object.h"
#endif

#if PY_VERSION_HEX < 0x030b0000
#define INSTANCES "by_offset"
#elif PY_VERSION_HEX < 0x030c0000
#define INSTANCES "values_before"
#elif PY_VERSION_HEX < 0x030d0000
#define INSTANCES "tagged_before"
#else
#define INSTANCES "values_behind"
#endif

#ifdef Py_GIL_DISABLED
#define BUILD ", free-threaded"
#define IS_FREE_THREADED "true"
#else
#define BUILD ""
#define IS_FREE_THREADED "false"
#endif

/* How many bytes before an object its dict is; 3.11 and 3.12 have no name for it. */
#if PY_VERSION_HEX < 0x030b0000
#define MANAGED_DICT 0
#elif PY_VERSION_HEX < 0x030d0000
#define MANAGED_DICT (3 * sizeof(PyObject *))
#else
#define MANAGED_DICT ((size_t)-MANAGED_DICT_OFFSET)
#endif

/* A bit field has no offset: `state` follows the hash. */
#define STR_STATE (offsetof(PyASCIIObject, hash) + sizeof(Py_hash_t))

/* The lowest bit of `kind` in the word that is the state of a str. */
static int kind_bit(void)
{
    PyASCIIObject text;
    memset(&text, 0, sizeof text);
    text.state.kind = 1;
    unsigned state;
    memcpy(&state, (char *)&text + STR_STATE, sizeof state);
    return __builtin_ctz(state);
}

int main(void)
{
    printf("// %s" BUILD "\nKnownObjects{%d, " IS_FREE_THREADED ", ObjectLayout{", PY_VERSION, PY_MINOR_VERSION);
    printf(" .head = %zu,", sizeof(PyObject));
    NAMED("type", PyObject, ob_type);
    NAMED("type_flags", PyTypeObject, tp_flags);
    printf("\n   ");
    NAMED("type_dict_offset", PyTypeObject, tp_dictoffset);
    NAMED("type_cached_keys", PyHeapTypeObject, ht_cached_keys);
    NAMED("str_length", PyASCIIObject, length);
    printf("\n    .str_state = %zu, .str_kind_bit = %d,", STR_STATE, kind_bit());
    printf(" .str_ascii = %zu, .str_compact = %zu,", sizeof(PyASCIIObject), sizeof(PyCompactUnicodeObject));
    printf("\n   ");
#if PY_VERSION_HEX < 0x030c0000
    NAMED("int_size", PyVarObject, ob_size);
    NAMED("int_digits", struct _longobject, ob_digit);
    printf(" .int_is_tagged = false,");
#else
    NAMED("int_size", PyLongObject, long_value.lv_tag);
    NAMED("int_digits", PyLongObject, long_value.ob_digit);
    printf(" .int_is_tagged = true,");
#endif
    printf("\n   ");
    NAMED("dict_keys", PyDictObject, ma_keys);
    NAMED("dict_values", PyDictObject, ma_values);
    NAMED("keys_size", struct _dictkeysobject, dk_log2_size);
    NAMED("keys_used", struct _dictkeysobject, dk_nentries);
    NAMED("keys_indices", struct _dictkeysobject, dk_indices);
    printf("\n   ");
#if PY_VERSION_HEX < 0x030b0000
    printf(" .keys_kind = std::nullopt, .values = 0,");
#else
    NAMED("keys_kind", struct _dictkeysobject, dk_kind);
    NAMED("values", struct _dictvalues, values);
#endif
    printf("\n    .instances = Instances::" INSTANCES ", .managed_dict = %zu}},\n", MANAGED_DICT);
    return 0;
}
