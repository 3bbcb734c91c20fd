// SHA-256 (FIPS 180-4): who hands something in can't make two things of the same name.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st; // OpenSSL's EVP_MD_CTX

namespace gilkit::batch {

class Digest {
public:
    Digest();

    // Each part goes in with its length, so that "ab" and "c" are not "a" and "bc".
    Digest& add(std::string_view part);
    // 64 hexadecimal digits. Once.
    std::string hex();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

std::string digest_of(std::string_view bytes);

// 32 hexadecimal digits that nobody has had before: the name of an attempt.
std::string random_name();

} // namespace gilkit::batch
