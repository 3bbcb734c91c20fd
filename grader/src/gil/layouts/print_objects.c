/* Prints the entry of objects.inc for the CPython whose headers it is compiled with. regenerate.py calls it. */
#include "print.h"

#if PY_VERSION_HEX < 0x03090000 || PY_VERSION_HEX >= 0x030e0000
#error "The table holds CPython 3.9 to 3.13; later ones tell the kernel their threads' names."
#endif
#if SIZEOF_VOID_P != 8 || PYLONG_BITS_IN_DIGIT != 30 || defined(Py_GIL_DISABLED) || defined(Py_TRACE_REFS)
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

int main(void)
{
    printf("// %s\nKnownObjects{%d, ObjectLayout{", PY_VERSION, PY_MINOR_VERSION);
    NAMED("type", PyObject, ob_type);
    NAMED("type_flags", PyTypeObject, tp_flags);
    NAMED("type_dict_offset", PyTypeObject, tp_dictoffset);
    printf("\n   ");
    NAMED("type_cached_keys", PyHeapTypeObject, ht_cached_keys);
    NAMED("str_length", PyASCIIObject, length);
    /* A bit field has no offset: it follows the hash. */
    printf(" .str_state = %zu,", offsetof(PyASCIIObject, hash) + sizeof(Py_hash_t));
    printf("\n    .str_ascii = %zu, .str_compact = %zu,", sizeof(PyASCIIObject), sizeof(PyCompactUnicodeObject));
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
    printf(" .instances = Instances::" INSTANCES "}},\n");
    return 0;
}
