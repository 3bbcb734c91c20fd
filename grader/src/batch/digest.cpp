#include "batch/digest.hpp"

#include <fmt/format.h>

#include <openssl/evp.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <span>
#include <stdexcept>

namespace gilkit::batch {

namespace {

// OpenSSL fails here for want of memory alone.
void require(bool fine) {
    if (!fine) {
        throw std::runtime_error("OpenSSL can't make a SHA-256 digest");
    }
}

std::string to_hex(std::span<const unsigned char> bytes) {
    std::string text;
    for (const unsigned char byte : bytes) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

} // namespace

void Digest::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Digest::Digest() : context_(EVP_MD_CTX_new()) {
    require(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

Digest& Digest::add(std::string_view part) {
    const std::string length = std::to_string(part.size()) + ":";
    require(EVP_DigestUpdate(context_.get(), length.data(), length.size()) == 1 &&
            EVP_DigestUpdate(context_.get(), part.data(), part.size()) == 1);
    return *this;
}

std::string Digest::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    require(EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) == 1);
    return to_hex(std::span(bytes).first(size));
}

std::string digest_of(std::string_view bytes) {
    return Digest().add(bytes).hex();
}

std::string random_name() {
    std::array<unsigned char, 16> bytes{};
    while (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        if (errno != EINTR) {
            throw std::runtime_error("the kernel gives no random bytes");
        }
    }
    return to_hex(bytes);
}

} // namespace gilkit::batch
