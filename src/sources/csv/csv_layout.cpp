#include "sources/csv/csv_layout.h"
#include "sources/csv/csv_profiles.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "sources/csv/csv_time.h"

namespace weir {
namespace {

constexpr std::size_t sample_lines = 200;
constexpr std::size_t header_search_lines = 60;

bool looks_like_time(std::string_view cell) {
  cell = trimmed(cell);
  DateGroups groups;
  std::string_view rest = cell;
  if (take_date(rest, groups)) return true;
  Duration ignored{};
  rest = cell;
  return take_time_of_day(rest, ignored, false) && rest.empty();
}

/// A number, a time, a state word or a word for "missing": what stands in data, not in headers.
bool looks_like_value(const CsvDialect& dialect, std::string_view cell) {
  if (parse_number(dialect, cell).quality != Quality::bad) return true;
  CsvDialect with_comma = dialect;
  with_comma.decimal_comma = dialect.delimiter != ',';
  if (parse_number(with_comma, cell).quality != Quality::bad) return true;
  return parse_state_word(cell).quality != Quality::bad || looks_like_time(cell);
}

std::size_t count_cells(const CsvDialect& dialect, std::string_view line) {
  std::string scratch;
  std::string_view cell;
  bool more = true;
  std::size_t count = 0;
  while (take_cell(dialect, line, more, cell, scratch)) ++count;
  return count;
}

struct CellCount {
  std::size_t cells = 0;  // the most frequent number of cells a line; the larger of two equally frequent ones
  double share = 0;       // of the lines that have it
};

CellCount usual_count(const CsvDialect& dialect, std::span<const PrefixLine> lines) {
  std::map<std::size_t, std::size_t> counts;
  for (const PrefixLine& line : lines) ++counts[count_cells(dialect, line.text)];
  CellCount best;
  std::size_t most = 0;
  for (const auto& [cells, times] : counts) {
    if (times >= most) {
      most = times;
      best = {cells, static_cast<double>(times) / static_cast<double>(lines.size())};
    }
  }
  return best;
}

/// Lines well inside the file, past title rows.
std::span<const PrefixLine> sample_of(std::span<const PrefixLine> lines) { return lines.first(std::min(lines.size(), sample_lines)); }

char find_delimiter(std::span<const PrefixLine> lines) {
  const auto sample = sample_of(lines);
  char best = 0;
  double best_score = 0;
  std::size_t best_cells = 1;
  for (const char candidate : {',', ';', '\t', '|', ' '}) {
    const CsvDialect dialect{candidate, true, false, 1e300};
    const CellCount usual = usual_count(dialect, sample);
    if (usual.cells < 2 || usual.share < 0.5) continue;
    // A wrong delimiter cuts through numbers and names: what share of the cells is sound?
    std::size_t cells = 0, sound = 0;
    for (const PrefixLine& line : sample.last(std::min<std::size_t>(sample.size(), 50))) {
      for (const std::string& cell : split_line(dialect, line.text)) {
        ++cells;
        if (looks_like_value(dialect, cell)) ++sound;
      }
    }
    // Blanks stand within times and names too: they are the last resort.
    const double score = (candidate == ' ' ? 0.7 : 1.0) * usual.share *
                         (0.5 + static_cast<double>(sound) / static_cast<double>(std::max<std::size_t>(cells, 1)));
    const bool better = score > best_score + 1e-9 || (score > best_score - 1e-9 && usual.cells > best_cells);
    if (better) {
      best = candidate;
      best_score = score;
      best_cells = usual.cells;
    }
  }
  return best;
}

bool find_decimal_comma(const CsvDialect& dialect, std::span<const PrefixLine> lines) {
  if (dialect.delimiter == ',') return false;
  CsvDialect with_comma = dialect;
  with_comma.decimal_comma = true;
  std::size_t commas = 0, points = 0;
  for (const PrefixLine& line : sample_of(lines)) {
    for (const std::string& cell : split_line(dialect, line.text)) {
      if (cell.find(',') != std::string::npos && parse_number(with_comma, cell).quality == Quality::good) ++commas;
      if (cell.find('.') != std::string::npos && parse_number(dialect, cell).quality == Quality::good) ++points;
    }
  }
  return commas > points;
}

/// 0,1,2,... or 1,2,3,4,5,...: the header that some tools write for tables without one. The first cell may be empty or a name.
bool is_number_sequence(const CsvDialect& dialect, std::span<const std::string> cells) {
  if (!cells.empty() && (trimmed(cells[0]).empty() || !looks_like_value(dialect, cells[0]))) cells = cells.subspan(1);
  long first = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string_view text = trimmed(cells[i]);
    long value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || end != text.data() + text.size()) return false;
    if (i == 0) first = value;
    if (value != first + static_cast<long>(i)) return false;
  }
  return (first == 0 && cells.size() >= 3) || (first == 1 && cells.size() >= 5);
}

struct RowLook {
  std::size_t cells = 0, filled = 0, texts = 0;
  bool sequence = false;
  /// Mostly words: title, header or units, not data.
  bool wordy() const { return filled > 0 && 2 * texts >= filled; }
};

RowLook look_at(const CsvDialect& dialect, std::string_view line) {
  RowLook look;
  const auto cells = split_line(dialect, line);
  look.cells = cells.size();
  for (const std::string& cell : cells) {
    if (trimmed(cell).empty()) continue;
    ++look.filled;
    if (!looks_like_value(dialect, cell)) ++look.texts;
  }
  look.sequence = is_number_sequence(dialect, cells);
  return look;
}

struct HeaderPlace {
  std::optional<std::size_t> header;  // index among the lines
  std::optional<std::size_t> units;
  std::size_t first_data = 0;
};

HeaderPlace find_header(const CsvDialect& dialect, std::span<const PrefixLine> lines, std::size_t columns) {
  std::vector<RowLook> looks;
  for (const PrefixLine& line : lines.first(std::min(lines.size(), header_search_lines))) looks.push_back(look_at(dialect, line.text));

  std::size_t data = 0;  // first row that looks like data
  while (data < looks.size()) {
    const RowLook& look = looks[data];
    const bool numbered_names = look.sequence && data == 0 && looks.size() > 1;  // names, or a title above them
    if (!look.wordy() && 2 * look.cells >= columns && look.filled > 0 && !numbered_names) break;
    ++data;
  }
  HeaderPlace place;
  if (data == looks.size() && looks[0].cells == columns) {  // a table of words: its first row names the columns
    place.header = 0;
    place.first_data = 1;
    return place;
  }
  place.first_data = data;
  std::size_t most = 0;
  for (std::size_t i = 0; i < data && i < looks.size(); ++i) {
    const RowLook& look = looks[i];
    const std::size_t weight = look.texts > 0 ? look.texts : (look.sequence ? 1 : 0);
    if (look.cells + 1 >= columns && 2 * look.cells >= columns && weight > most) {
      most = weight;
      place.header = i;
    }
  }
  // A line of a few words above wide data is a title, not a header.
  if (place.header && columns > 3 && 4 * looks[*place.header].filled < columns && !looks[*place.header].sequence) place.header.reset();
  if (place.header) {
    for (std::size_t i = *place.header + 1; i < data; ++i) {
      if (looks[i].cells == looks[*place.header].cells) {
        place.units = i;
        break;
      }
    }
  }
  return place;
}

/// Historians write whole paths as names: "\\SERVER\LOG_DATA\PLANT\1_AIT_001_PV".
std::string bare_name(std::string_view cell) {
  std::string_view name = trimmed(cell);
  const std::size_t slash = name.rfind('\\');
  if (slash != std::string_view::npos && slash + 1 < name.size()) name.remove_prefix(slash + 1);
  std::string clean;
  for (const char c : trimmed(name)) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) clean += c;
  }
  return clean;
}

std::string shortened(std::string_view text, std::size_t length_max = 80) {
  return text.size() <= length_max ? std::string(text) : std::string(text.substr(0, length_max)) + "...";
}

void make_unique_names(std::vector<std::string>& names, CsvDecisions& decisions) {
  std::set<std::string> taken(names.begin(), names.end());
  std::set<std::string> met;
  std::string renamed;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string name = names[i];
    if (name.empty()) {
      name = fmt::format("column_{}", i + 1);
      while (taken.contains(name)) name += '_';
    } else if (met.contains(name)) {
      int copy = 2;
      while (taken.contains(fmt::format("{}_{}", name, copy))) ++copy;
      name = fmt::format("{}_{}", name, copy);
    }
    if (name != names[i]) renamed += fmt::format("{}column {} '{}' is called '{}'", renamed.empty() ? "" : ", ", i + 1, names[i], name);
    names[i] = name;
    taken.insert(name);
    met.insert(name);
  }
  if (!renamed.empty()) {
    decisions.notes.push_back({"header", "names must differ and not be empty: " + shortened(renamed, 400), "names", false});
  }
}

}  // namespace

std::string delimiter_name(char delimiter) {
  switch (delimiter) {
    case 0: return "none, a single column";
    case ',': return "comma";
    case ';': return "semicolon";
    case '\t': return "tab";
    case '|': return "bar";
    case ' ': return "blanks";
    default: return fmt::format("'{}'", delimiter);
  }
}

Result<CsvLayout> find_layout(std::span<const PrefixLine> lines, const CsvOptions& options, CsvDecisions& decisions) {
  CsvLayout layout;
  layout.dialect.quoted = true;
  layout.dialect.magnitude_max = options.magnitude_max;
  layout.dialect.delimiter = options.delimiter.value_or(find_delimiter(lines));
  layout.dialect.decimal_comma = options.decimal_comma.value_or(find_decimal_comma(layout.dialect, lines));
  decisions.delimiter = layout.dialect.delimiter;
  decisions.decimal_comma = layout.dialect.decimal_comma;
  decisions.notes.push_back({"delimiter",
                             delimiter_name(layout.dialect.delimiter) + (layout.dialect.decimal_comma ? ", decimal comma" : ""),
                             layout.dialect.decimal_comma ? "delimiter, decimal_comma" : "delimiter", false});

  const std::size_t columns = usual_count(layout.dialect, lines).cells;
  HeaderPlace place;
  if (options.header == "auto") {
    place = find_header(layout.dialect, lines, columns);
  } else if (options.header != "none") {
    std::uint64_t wanted = 0;
    const char* end = options.header.data() + options.header.size();
    const auto [last, code] = std::from_chars(options.header.data(), end, wanted);
    if (code != std::errc{} || last != end) return bad_input("header '{}' is not auto, none or a line number", options.header);
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const PrefixLine& line) { return line.number == wanted; });
    if (found == lines.end())
      return bad_input("'{}' has no line {} to be its header (blank, or beyond the first rows)", decisions.origin, wanted);
    place.header = static_cast<std::size_t>(found - lines.begin());
    place.first_data = *place.header + 1;
  }
  layout.has_header = place.header.has_value();
  layout.first_data = place.first_data;
  if (place.first_data >= lines.size()) {
    return bad_input("'{}' holds a header but no data row; check that the export ran to its end", decisions.origin);
  }

  std::vector<std::string> header;
  if (place.header) {
    for (const std::string& cell : split_line(layout.dialect, lines[*place.header].text)) header.push_back(bare_name(cell));
    decisions.header_line = lines[*place.header].number;
    while (header.size() > columns && header.back().empty()) header.pop_back();
  }
  for (std::size_t i = 0; i < place.first_data; ++i) {
    if (place.header && i == *place.header) continue;
    if (place.units && i == *place.units) continue;
    decisions.title_lines.push_back(shortened(lines[i].text));
  }
  layout.names = header;
  if (!options.names.empty()) {
    layout.names = options.names;
  } else if (place.header && header.size() + 1 == columns) {
    // One name too few: either the rows end in a delimiter, or the first column (row names) has no name.
    bool last_empty = true;
    for (const PrefixLine& line : sample_of(lines.subspan(place.first_data))) {
      const auto cells = split_line(layout.dialect, line.text);
      if (cells.size() == columns && !trimmed(cells.back()).empty()) last_empty = false;
    }
    if (!last_empty) layout.names.insert(layout.names.begin(), "row");
  }
  const std::size_t named = layout.names.size();
  layout.names.resize(std::max(columns, named));
  if (!place.header && options.names.empty()) {
    const CsvProfile* profile = find_csv_profile(options.profile);
    const bool named_by_profile = profile != nullptr && profile->names.size() == layout.names.size();
    for (std::size_t i = 0; i < layout.names.size(); ++i) {
      layout.names[i] = named_by_profile ? std::string(profile->names[i]) : fmt::format("s{}", i + 1);
    }
  }
  if (place.units) {
    for (const std::string& cell : split_line(layout.dialect, lines[*place.units].text)) layout.units.emplace_back(trimmed(cell));
  }
  layout.units.resize(layout.names.size());

  std::string text = place.header ? fmt::format("line {}, {} columns", decisions.header_line, layout.names.size())
                                  : fmt::format("none, columns are called {} .. {}", layout.names.front(), layout.names.back());
  if (!decisions.title_lines.empty()) {
    text += fmt::format("; skipped {} line{} above the data, the first is '{}'", decisions.title_lines.size(),
                        decisions.title_lines.size() == 1 ? "" : "s", decisions.title_lines.front());
  }
  if (place.units) text += fmt::format("; line {} holds units", lines[*place.units].number);
  decisions.notes.push_back({"header", text, place.header ? "header" : "header, names", false});
  make_unique_names(layout.names, decisions);
  decisions.columns = layout.names;
  return layout;
}

}  // namespace weir
