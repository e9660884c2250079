#include "sources/csv/csv_decisions.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

namespace weir {

std::string to_json(const CsvDecisions& decisions) {
  using Json = nlohmann::ordered_json;
  Json ignored = Json::array(), notes = Json::array();
  for (const CsvIgnored& each : decisions.ignored) ignored.push_back({{"column", each.column}, {"why", each.why}});
  for (const CsvNote& each : decisions.notes) {
    notes.push_back({{"subject", each.subject}, {"text", each.text}, {"overrule", each.overrule}, {"doubtful", each.doubtful}});
  }
  const Json json = {
      {"origin", decisions.origin},
      {"compression", decisions.compression},
      {"profile", decisions.profile},
      {"delimiter", decisions.delimiter == 0 ? std::string() : std::string(1, decisions.delimiter)},
      {"byte_order_mark", decisions.byte_order_mark},
      {"crlf", decisions.crlf},
      {"quoted", decisions.quoted},
      {"decimal_comma", decisions.decimal_comma},
      {"header_line", decisions.header_line},
      {"title_lines", decisions.title_lines},
      {"columns", decisions.columns},
      {"time_columns", decisions.time_columns},
      {"time_format", decisions.time_format},
      {"date_order_doubtful", decisions.date_order_doubtful},
      {"step_s", decisions.step_s},
      {"step_regularity", decisions.step_regularity},
      {"label_column", decisions.label_column},
      {"label_file", decisions.label_file},
      {"sensors", decisions.sensors},
      {"ignored", std::move(ignored)},
      {"rows_inspected", decisions.rows_inspected},
      {"whole_file_inspected", decisions.whole_file_inspected},
      {"first_at", format_time(decisions.first_at)},
      {"notes", std::move(notes)},
  };
  // Names come from a file: bytes that are no UTF-8 are replaced, not refused.
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string to_text(const CsvDecisions& decisions) {
  std::string text;
  for (const CsvNote& note : decisions.notes) {
    text += fmt::format("{}{}: {}{}\n", note.doubtful ? "? " : "  ", note.subject, note.text,
                        note.overrule.empty() ? "" : fmt::format(" [{}]", note.overrule));
  }
  return text;
}

}  // namespace weir
