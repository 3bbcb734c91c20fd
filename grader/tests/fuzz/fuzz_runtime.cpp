// libFuzzer's entry: cmake --preset fuzz, then build/fuzz/bin/fuzz_runtime -max_total_time=60
#include "fuzz/corrupt_runtime.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    gilkit::gil::test::read_corrupt_runtime({data, size});
    return 0;
}
