// The work that the calibration times.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace gilkit::measure {

// A register machine with a memory of 256 KiB, which it walks through, and a made-up program that it repeats,
// as an interpreter does with a loop. Neighbouring instructions mostly don't wait for each other, so that one
// thread fills much of a core; some branches depend on the data, and no predictor guesses those.
class ByteMachine {
public:
    ByteMachine() : memory_(memory_words), program_(program_length) {
        for (std::uint32_t& word : memory_) {
            word = next_random();
        }
        for (Instruction& each : program_) {
            const std::uint32_t random = next_random();
            each = {static_cast<std::uint8_t>(random & 7U), static_cast<std::uint8_t>((random >> 8U) & 15U),
                    static_cast<std::uint8_t>((random >> 16U) & 15U),
                    static_cast<std::uint8_t>(random >> 24U)};
        }
    }

    // The result is there so that no compiler leaves the work out.
    std::uint32_t run(std::uint64_t steps) {
        for (std::uint64_t step = 0; step < steps; ++step) {
            const Instruction now = program_[counter_ % program_length];
            std::uint32_t& cell = memory_[(counter_ * stride + now.constant * 64U) % memory_words];
            std::uint32_t& target = registers_[now.target];
            const std::uint32_t operand = registers_[now.operand];
            switch (now.operation) {
            case 0:
                target = operand + cell;
                break;
            case 1:
                cell = operand + now.constant;
                break;
            case 2:
                target ^= operand << 3U;
                break;
            case 3:
                target = operand * 2654435761U + now.constant;
                break;
            case 4:
                if ((cell & 16U) != 0) {
                    target = (operand >> 5U) | (operand << 27U);
                } else {
                    cell ^= 0x9E3779B9U;
                }
                break;
            case 5:
                target += cell;
                break;
            case 6:
                cell -= operand;
                break;
            default:
                target = now.constant;
                break;
            }
            ++counter_;
        }
        return registers_[0] + registers_[1];
    }

private:
    struct Instruction {
        std::uint8_t operation, target, operand, constant;
    };
    static constexpr std::uint32_t memory_words = 1U << 16U;
    static constexpr std::uint32_t program_length = 1U << 6U;
    static constexpr std::uint32_t stride = 17; // words: a new cache line nearly every time

    std::uint32_t next_random() {
        random_ ^= random_ << 13U; // Marsaglia's xorshift
        random_ ^= random_ >> 17U;
        random_ ^= random_ << 5U;
        return random_;
    }

    std::vector<std::uint32_t> memory_;
    std::vector<Instruction> program_;
    std::array<std::uint32_t, 16> registers_{};
    std::uint32_t random_ = 2463534242U;
    std::uint32_t counter_ = 0;
};

} // namespace gilkit::measure
