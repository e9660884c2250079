#include "benchmark/page.h"

#include "benchmark/record.h"

namespace weir {

extern const char* const benchmark_page;

namespace {
constexpr std::string_view place = "{{record}}";  // stands once in page.html, in the element that holds the data
}

std::string script_safe(std::string json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    switch (c) {
      case '<': safe += "\\u003c"; break;
      case '>': safe += "\\u003e"; break;
      case '&': safe += "\\u0026"; break;
      default: safe += c;  // page_json() has escaped all that isn't ASCII
    }
  }
  return safe;
}

std::string page_html(const BenchmarkResult& result, std::string_view command) {
  const std::string_view page = benchmark_page;
  const auto at = page.find(place);
  std::string html(page.substr(0, at));
  html += script_safe(page_json(result, command));
  html += page.substr(at + place.size());
  return html;
}

}  // namespace weir
