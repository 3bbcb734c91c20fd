// Characters that Markdown names: "&amp;", "&#8230;", "&#x2026;".
#pragma once

#include <string>
#include <string_view>

namespace gilkit::learn::markdown {

// As UTF-8. A name that is not among those that prose uses stays as it is written.
std::string decode_entity(std::string_view entity);

} // namespace gilkit::learn::markdown
