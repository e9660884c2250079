#include "csv_flags.h"

#include <charconv>
#include <map>

#include <CLI/CLI.hpp>

namespace weir {
namespace {

constexpr const char* data_group = "Data";
constexpr const char* layout_group = "How the file is written (all found by itself; `weir init` shows what was found)";

const std::map<std::string, char>& delimiters() {
  static const std::map<std::string, char> all = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}, {"blank", ' '}};
  return all;
}

CLI::Validator one_of(std::vector<std::string> choices) { return CLI::IsMember(std::move(choices)).description(""); }

}  // namespace

template <class Member>
CLI::Option* CsvFlags::bind(CLI::App& app, const std::string& flag, Member CsvOptions::* member, const std::string& help) {
  auto* option = app.add_option(flag, given_.*member, help)->group(layout_group);
  options_.emplace_back(option, [this, member](CsvOptions& options) { options.*member = given_.*member; });
  return option;
}

void CsvFlags::add_to(CLI::App& app, Columns columns) {
  app.add_option("--data", files_, "CSV, plain, gzip or zstd. Several: recordings of one plant, one after the other")
      ->required()
      ->type_name("FILE")
      ->group(data_group);
  app.add_option("--rows", rows_, "only these data rows of each file, counted from 0: 1000:5000, 1000: or :5000")
      ->type_name("A:B")
      ->group(data_group);
  bind(app, "--label-column", &CsvOptions::label_column, "the column that says which rows are anomalous, or none")->group(data_group);
  options_.emplace_back(
      app.add_option("--label-file", label_file_, "one label a row in a file of its own")->type_name("FILE")->group(data_group),
      [this](CsvOptions& options) { options.label_file = label_file_; });
  bind(app, "--label-anomalous", &CsvOptions::label_anomalous, "label words that mean anomalous; all others mean normal")
      ->type_name("WORD")
      ->group(data_group);
  bind(app, "--profile", &CsvOptions::profile, "how a well-known data set is written, or none; `weir list profile` shows which")
      ->type_name("NAME");
  options_.emplace_back(app.add_option("--delimiter", delimiter_, "comma, semicolon, tab, bar or blank")
                            ->type_name("WORD")
                            ->check(one_of({"comma", "semicolon", "tab", "bar", "blank"}))
                            ->group(layout_group),
                        [this](CsvOptions& options) { options.delimiter = delimiters().at(delimiter_); });
  bind(app, "--header", &CsvOptions::header, "line number of the header counted from 1, or none")->type_name("LINE");
  bind(app, "--names", &CsvOptions::names, "column names of a file without header")->type_name("NAME");
  bind(app, "--time-column", &CsvOptions::time_column, "a column, \"date+time\" for two of them, or none: rows are numbered")
      ->type_name("NAME");
  bind(app, "--time-format", &CsvOptions::time_format, "iso, dmy, mdy, epoch_s, _ms, _us, _ns, elapsed_s, _ms, _min, _h, _d, time_of_day")
      ->type_name("FORMAT")
      ->check(one_of({"auto", "iso", "dmy", "mdy", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "elapsed_ms", "elapsed_s", "elapsed_min",
                      "elapsed_h", "elapsed_d", "time_of_day"}));
  bind(app, "--date-order", &CsvOptions::date_order, "day_first or month_first, for dates like 03/04/2016")
      ->type_name("ORDER")
      ->check(one_of({"auto", "day_first", "month_first"}));
  bind(app, "--time-step", &CsvOptions::time_step_s, "seconds from row to row; default: measured")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 1e8).description(""));
  options_.emplace_back(
      app.add_option("--decimal", decimal_, "point or comma")->type_name("WORD")->check(one_of({"point", "comma"}))->group(layout_group),
      [this](CsvOptions& options) { options.decimal_comma = decimal_ == "comma"; });
  if (columns == Columns::free) {
    bind(app, "--columns", &CsvOptions::columns, "only these columns are sensors, in this order")->type_name("NAME");
    bind(app, "--ignore", &CsvOptions::ignore, "columns that are no sensors; \"attack_*\" stands for all that begin so")->type_name("NAME");
  }
  bind(app, "--magnitude-max", &CsvOptions::magnitude_max, "larger values are taken as bad; default 1e30")->type_name("NUMBER");
  app.get_option("--label-column")->type_name("NAME");
}

CsvOptions CsvFlags::over(CsvOptions base) const {
  for (const auto& [option, copy] : options_) {
    if (option->count() > 0) copy(base);
  }
  return base;
}

bool CsvFlags::given(const std::string& flag) const {
  for (const auto& [option, copy] : options_) {
    if (option->check_name(flag)) return option->count() > 0;
  }
  return false;
}

Result<RowRange> CsvFlags::rows() const { return parse_rows(rows_); }

Result<RowRange> parse_rows(std::string_view text) {
  RowRange range{0, static_cast<std::size_t>(-1)};
  if (text.empty()) return range;
  const auto wrong = [&] { return bad_input("--rows {}: write first:end, like 1000:5000, 1000: or :5000, counted from 0", text); };
  const auto colon = text.find(':');
  if (colon == text.npos) return wrong();
  const auto number = [](std::string_view part, std::size_t& into) {
    if (part.empty()) return true;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), into);
    return error == std::errc{} && end == part.data() + part.size();
  };
  if (!number(text.substr(0, colon), range.first) || !number(text.substr(colon + 1), range.last)) return wrong();
  if (range.first >= range.last) return bad_input("--rows {}: holds no row; the end must be larger than the first", text);
  return range;
}

}  // namespace weir
