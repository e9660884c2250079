#include "sources/csv/csv_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "sources/csv/csv_plan.h"
#include "sources/csv/line_reader.h"

namespace weir {
namespace {

constexpr std::size_t prefix_bytes_max = 4 << 20;
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t day_ns = 86'400'000'000'000;

/// A line's place within the prefix's bytes, so that the bytes may move.
struct PrefixPlace {
  std::size_t first = 0, length = 0;
  std::uint64_t number = 0;
};

/// Bytes that no text file has: the file is something else.
bool looks_binary(std::string_view bytes) {
  const auto odd = std::count_if(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\r' && c != '\t';
  });
  return bytes.find('\0') != std::string_view::npos || 100 * static_cast<std::size_t>(odd) > bytes.size();
}

}  // namespace

struct CsvFile::State {
  std::unique_ptr<LineReader> reader;
  std::unique_ptr<LineReader> label_reader;
  CsvDecisions decisions;
  CsvPlan plan;
  CsvCounters counters;

  std::string prefix;  // lines already read by open(), not yet delivered
  std::vector<PrefixPlace> places;
  std::size_t next_place = 0;

  std::vector<double> values;    // [N]
  std::vector<Quality> quality;  // [N]
  std::uint64_t line_number = 0, row_number = 0;
  std::optional<Timestamp> before;  // time of the row before
  std::int64_t days = 0;            // midnights met, for times of day without date
  std::optional<Duration> clock_before;
  std::string scratch, date, time_of_day;
  std::optional<bool> label;  // of this row's label columns: true where one of them says so
  bool label_known = true;
  bool has_date_time = false;

  Status inspect(const CsvOptions& options);
  Status open_labels(const CsvOptions& options);
  Result<bool> next_line(std::string_view& line);
  void read_cells(std::string_view line, bool& time_found);
  void set(const ColumnRole& role, CellValue cell, std::string_view text);
  std::optional<Timestamp> row_time();
  Result<std::optional<bool>> row_label();
  void count_time(Timestamp at);
};

CsvFile::CsvFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
CsvFile::CsvFile(CsvFile&&) noexcept = default;
CsvFile& CsvFile::operator=(CsvFile&&) noexcept = default;
CsvFile::~CsvFile() = default;
const CsvDecisions& CsvFile::decisions() const { return state_->decisions; }
const Catalogue& CsvFile::catalogue() const { return state_->plan.catalogue; }
const CsvCounters& CsvFile::counters() const { return state_->counters; }
double CsvFile::fraction_read() const {
  // The reader is ahead by the prefix: what counts is what was delivered.
  const double read = state_->reader->stream().fraction_read();
  if (state_->next_place >= state_->places.size()) return read;
  return read * static_cast<double>(state_->next_place) / static_cast<double>(state_->places.size());
}

Result<CsvFile> CsvFile::open(const std::filesystem::path& path, const CsvOptions& options) {
  auto stream = ByteStream::open(path);
  if (!stream) return std::unexpected(stream.error());
  auto state = std::make_unique<State>();
  state->decisions.origin = path.string();
  state->reader = std::make_unique<LineReader>(std::move(*stream), path.string());
  if (auto ok = state->inspect(options); !ok) return std::unexpected(ok.error());
  return CsvFile(std::move(state));
}

Result<CsvFile> CsvFile::open_bytes(std::string bytes, const CsvOptions& options, std::string origin) {
  auto stream = ByteStream::from_bytes(std::move(bytes), origin);
  if (!stream) return std::unexpected(stream.error());
  auto state = std::make_unique<State>();
  state->decisions.origin = origin;
  state->reader = std::make_unique<LineReader>(std::move(*stream), origin);
  if (auto ok = state->inspect(options); !ok) return std::unexpected(ok.error());
  return CsvFile(std::move(state));
}

Status CsvFile::State::inspect(const CsvOptions& options) {
  decisions.compression = reader->stream().compression();
  const std::size_t rows_max = std::max<std::size_t>(options.inspect_rows, 100);
  std::string_view line;
  bool ended = false;
  while (places.size() < rows_max && prefix.size() < prefix_bytes_max) {
    auto more = reader->next(line);
    if (!more) return std::unexpected(more.error());
    if (!*more) {
      ended = true;
      break;
    }
    if (trimmed(line).empty()) {
      ++counters.blank_lines;
      continue;
    }
    if (places.empty() && line.size() > 0 && looks_binary(line.substr(0, 4096))) {
      return bad_input("'{}' is no text: it holds control characters; export the data as CSV", decisions.origin);
    }
    places.push_back({prefix.size(), line.size(), reader->line_number()});
    prefix.append(line);
  }
  if (places.empty()) return bad_input("'{}' is empty; there is nothing to learn from or to score", decisions.origin);
  if (looks_binary(prefix)) return bad_input("'{}' is no text: it holds control characters; export the data as CSV", decisions.origin);
  decisions.byte_order_mark = reader->saw_byte_order_mark();
  decisions.crlf = reader->saw_crlf();
  decisions.quoted = prefix.find('"') != std::string::npos;
  decisions.whole_file_inspected = ended;

  std::vector<PrefixLine> lines;
  lines.reserve(places.size());
  for (const PrefixPlace& place : places) lines.push_back({std::string_view(prefix).substr(place.first, place.length), place.number});
  auto made = make_plan(lines, options, decisions);
  if (!made) return std::unexpected(made.error());
  plan = std::move(*made);
  next_place = plan.layout.first_data;
  const std::size_t n = plan.catalogue.size();
  values.assign(n, nan_value);
  quality.assign(n, Quality::missing);
  counters.columns.resize(n);
  return open_labels(options);
}

Status CsvFile::State::open_labels(const CsvOptions& options) {
  if (options.label_file.empty()) return {};
  plan.label = LabelReader(options.label_anomalous);
  const auto open = [&]() -> Status {
    auto stream = ByteStream::open(options.label_file);
    if (!stream) return std::unexpected(stream.error());
    label_reader = std::make_unique<LineReader>(std::move(*stream), options.label_file.string());
    return {};
  };
  if (auto ok = open(); !ok) return ok;
  // A first line that is no label is a header.
  std::string_view line;
  auto more = label_reader->next(line);
  if (!more) return std::unexpected(more.error());
  if (!*more) return bad_input("label file '{}' is empty", options.label_file.string());
  bool known = false;
  plan.label.read(trimmed(line.substr(line.find_last_of(",;\t") + 1)), known);
  bool is_number = false;
  if (!options.label_anomalous.empty()) is_number = parse_number({}, line.substr(line.find_last_of(",;\t") + 1)).quality == Quality::good;
  const bool header = options.label_anomalous.empty() ? !known : !is_number && label_name_rank(trimmed(line)) > 0;
  return header ? Status{} : open();
}

Result<bool> CsvFile::State::next_line(std::string_view& line) {
  if (next_place < places.size()) {
    const PrefixPlace& place = places[next_place++];
    line = std::string_view(prefix).substr(place.first, place.length);
    line_number = place.number;
    return true;
  }
  if (!places.empty()) {  // delivered: give its memory back
    std::vector<PrefixPlace>().swap(places);
    next_place = 0;
    std::string().swap(prefix);
  }
  for (;;) {
    auto more = reader->next(line);
    if (!more)
      return std::unexpected(Error{more.error().code, fmt::format("{} ({} rows were read before)", more.error().message, counters.rows)});
    if (!*more) return false;
    line_number = reader->line_number();
    if (!trimmed(line).empty()) return true;
    ++counters.blank_lines;
  }
}

void CsvFile::State::set(const ColumnRole& role, CellValue cell, std::string_view text) {
  values[role.slot] = cell.value;
  quality[role.slot] = cell.quality;
  if (cell.quality == Quality::good) return;
  CsvColumnCounters& column = counters.columns[role.slot];
  if (cell.quality == Quality::missing) {
    ++column.missing;
    ++counters.missing_cells;
    return;
  }
  ++counters.bad_cells;
  if (++column.bad == 1) {
    column.first_bad = std::string(trimmed(text).substr(0, 40));
    column.first_bad_line = line_number;
  }
}

void CsvFile::State::read_cells(std::string_view line, bool& time_found) {
  const CsvDialect& dialect = plan.layout.dialect;
  const bool fast = dialect.delimiter != 0 && dialect.delimiter != ' ' && !dialect.decimal_comma;
  const std::size_t columns = plan.roles.size();
  std::string_view rest = line, cell;
  bool more = true;
  std::size_t i = 0;
  while (i < columns && more) {
    const ColumnRole& role = plan.roles[i];
    if (fast && role.kind == ColumnRole::Kind::sensor) {
      // Most cells are plain numbers: parse first, and look for the delimiter only where that fails.
      double value = 0;
      const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
      const auto taken = static_cast<std::size_t>(end - rest.data());
      const bool last = taken == rest.size();
      if (code == std::errc{} && taken > 0 && (last || rest[taken] == dialect.delimiter) && std::fabs(value) <= dialect.magnitude_max) {
        values[role.slot] = value;
        quality[role.slot] = Quality::good;
        more = !last;
        rest = last ? std::string_view{} : rest.substr(taken + 1);
        ++i;
        continue;
      }
    }
    if (!take_cell(dialect, rest, more, cell, scratch)) break;
    switch (role.kind) {
      case ColumnRole::Kind::skipped: break;
      case ColumnRole::Kind::sensor: set(role, parse_number(dialect, cell), cell); break;
      case ColumnRole::Kind::state_sensor: set(role, parse_state_word(cell), cell); break;
      case ColumnRole::Kind::time:
        date.assign(cell);
        time_found = true;
        break;
      case ColumnRole::Kind::time_of_day: time_of_day.assign(cell); break;
      case ColumnRole::Kind::label: {
        bool known = true;
        const auto said = plan.label.read(trimmed(cell), known);
        if (said) label = *said || label.value_or(false);
        label_known = label_known && known;
        break;
      }
    }
    ++i;
  }
  const bool too_short = i < columns;
  const bool too_long = more && dialect.delimiter != ' ' && !trimmed(rest).empty();
  if ((too_short || too_long || (more && dialect.delimiter == ' ' && !trimmed(rest).empty()))) {
    if (counters.short_rows + counters.long_rows == 0) counters.first_ragged_line = line_number;
    ++(too_short ? counters.short_rows : counters.long_rows);
  }
  for (; i < columns; ++i) {
    const ColumnRole& role = plan.roles[i];
    if (role.kind == ColumnRole::Kind::sensor || role.kind == ColumnRole::Kind::state_sensor) set(role, {nan_value, Quality::missing}, {});
  }
}

std::optional<Timestamp> CsvFile::State::row_time() {
  if (has_date_time) return parse_time(plan.time, date, time_of_day);
  const auto at = parse_time(plan.time, date);
  if (!at || plan.time.kind != TimeFormat::Kind::time_of_day) return at;
  const Duration clock = at->time_since_epoch();
  if (clock_before && clock + Duration(day_ns / 2) < *clock_before && days < 100'000) ++days;
  clock_before = clock;
  return Timestamp(clock + Duration(days * day_ns));
}

Result<std::optional<bool>> CsvFile::State::row_label() {
  bool known = label_known;
  std::optional<bool> result = label;
  if (label_reader) {
    std::string_view line;
    do {
      auto more = label_reader->next(line);
      if (!more) return std::unexpected(more.error());
      if (!*more) {
        return bad_input("label file '{}' ends after {} labels, but '{}' goes on; they don't belong together", decisions.label_file,
                         row_number - 1, decisions.origin);
      }
    } while (trimmed(line).empty());
    result = plan.label.read(trimmed(line.substr(line.find_last_of(",;\t") + 1)), known);
  }
  if (!known) ++counters.label_errors;
  return result;
}

void CsvFile::State::count_time(Timestamp at) {
  if (!before) {
    counters.first_at = at;
  } else if (at == *before) {
    ++counters.duplicate_times;
  } else if (at < *before) {
    if (++counters.backward_times == 1) counters.first_backward_line = line_number;
  }
  counters.last_at = at;
  before = at;
}

Result<bool> CsvFile::next(CsvRow& row) {
  State& state = *state_;
  state.has_date_time = state.decisions.time_columns.size() == 2;
  for (;;) {
    std::string_view line;
    auto more = state.next_line(line);
    if (!more) return std::unexpected(more.error());
    if (!*more) {
      if (state.label_reader) {
        std::string_view label;
        for (;;) {
          auto label_more = state.label_reader->next(label);
          if (!label_more) return std::unexpected(label_more.error());
          if (!*label_more) break;
          if (trimmed(label).empty()) continue;
          return bad_input("label file '{}' has more labels than '{}' has rows ({}); they don't belong together",
                           state.decisions.label_file, state.decisions.origin, state.row_number);
        }
      }
      return false;
    }
    ++state.row_number;
    state.date.clear();
    state.time_of_day.clear();
    state.label.reset();
    state.label_known = true;
    bool time_found = false;
    state.read_cells(line, time_found);
    auto label = state.row_label();
    if (!label) return std::unexpected(label.error());
    std::optional<Timestamp> at;
    if (state.plan.time.kind == TimeFormat::Kind::row_number) {
      std::int64_t offset = 0;
      if (!__builtin_mul_overflow(static_cast<std::int64_t>(state.row_number - 1), state.plan.row_step.count(), &offset))
        at = Timestamp(Duration(offset));
    } else if (time_found) {
      at = state.row_time();
    }
    if (!at) {
      if (++state.counters.time_errors == 1) {
        state.counters.first_time_error =
            fmt::format("line {}: '{}{}{}'", state.line_number, state.date, state.has_date_time ? " " : "", state.time_of_day);
      }
      continue;
    }
    state.count_time(*at);
    ++state.counters.rows;
    if (*label) {
      ++state.counters.labelled_rows;
      state.counters.anomalous_rows += **label ? 1 : 0;
    }
    row = {state.values, state.quality, *at, *label, state.row_number, state.line_number};
    return true;
  }
}

}  // namespace weir
