#include "config_template.h"

#include "builtins/registry.h"
#include "sink_making.h"

namespace weir {

extern const char* const calibrated_decider_sample;
extern const char* const attack_patterns_decider_sample;

namespace {

constexpr std::size_t columns_max = 110;

std::string toml_list(const std::vector<std::string>& texts) {
  std::string all = "[", line;
  for (std::size_t k = 0; k < texts.size(); ++k) {
    const auto item = toml_text(texts[k]) + (k + 1 < texts.size() ? ", " : "");
    if (!line.empty() && line.size() + item.size() > columns_max) {
      all += line.substr(0, line.size() - 1) + "\n  ";  // without the blank at its end
      line.clear();
    }
    line += item;
  }
  return all + line + "]";
}

std::string delimiter_word(char delimiter) {
  switch (delimiter) {
    case ',': return "comma";
    case ';': return "semicolon";
    case '\t': return "tab";
    case '|': return "bar";
    case ' ': return "blank";
    default: return "auto";
  }
}

/// Why an option has its value: the notes on that matter as comments.
std::string reasons(const CsvDecisions& decisions, std::string_view subject) {
  std::string text;
  for (const auto& note : decisions.notes) {
    if (note.subject != subject) continue;
    text += fmt::format("# {}{}\n", note.doubtful ? "DOUBTFUL: " : "", note.text);
  }
  return text;
}

std::string joined(const std::vector<std::string>& names, char between) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : std::string(1, between)) + name;
  return text;
}

std::string data_table(const CsvDecisions& decisions, const CsvOptions& given) {
  std::string text = fmt::format(
      "# How the data are written, as found in {}. Correct what is wrong; a command-line option of the same\n"
      "# name wins over this table. Every option: weir list source csv\n[data]\n",
      decisions.origin);
  text += reasons(decisions, "profile") + fmt::format("profile = {}\n", toml_text(decisions.profile));
  text += reasons(decisions, "delimiter") + fmt::format("delimiter = \"{}\"\n", delimiter_word(decisions.delimiter));
  text += fmt::format("decimal = \"{}\"\n", decisions.decimal_comma ? "comma" : "point");
  text += reasons(decisions, "header");
  if (decisions.header_line == 0) text += fmt::format("header = \"none\"\nnames = {}\n", toml_list(decisions.columns));
  text += '\n' + reasons(decisions, "time");
  if (decisions.time_columns.empty()) {
    text += fmt::format("time_column = \"none\"\ntime_step_s = {}\n", decisions.step_s);
  } else {
    text += fmt::format("time_column = {}\n", toml_text(joined(decisions.time_columns, '+')));
    text += fmt::format("time_format = {}\n", toml_text(decisions.time_format));
    text += reasons(decisions, "step");
    if (given.time_step_s > 0) text += fmt::format("time_step_s = {}\n", given.time_step_s);
  }
  text += '\n' + reasons(decisions, "label");
  if (!decisions.label_file.empty()) text += fmt::format("label_file = {}\n", toml_text(decisions.label_file));
  else if (decisions.label_column.empty()) text += "label_column = \"none\"\n";
  else text += fmt::format("label_column = {}\n", toml_text(decisions.label_column));
  if (!given.label_anomalous.empty()) text += fmt::format("label_anomalous = {}\n", toml_list(given.label_anomalous));
  text += '\n' + reasons(decisions, "ignored");
  text += fmt::format("# The sensors, in this order. Take out those that you don't want watched.\ncolumns = {}\n",
                      toml_list(decisions.sensors));
  return text;
}

/// `key = ...`
bool sets_option(std::string_view line) {
  const auto end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_");
  if (end == 0 || end == line.npos) return false;
  const auto equals = line.find_first_not_of(' ', end);
  return equals != line.npos && line[equals] == '=';
}

}  // namespace

std::string sample_under(std::string_view path, std::string_view sample) {
  std::string text;
  while (!sample.empty()) {
    const auto end = std::min(sample.find('\n'), sample.size());
    std::string line(sample.substr(0, end));
    sample.remove_prefix(std::min(end + 1, sample.size()));
    const bool comment = line.starts_with("# [");
    const std::size_t header = comment ? 2 : 0;
    if (line.substr(header).starts_with("[[")) line.insert(header + 2, fmt::format("{}.", path));
    else if (line.starts_with('[')) line.insert(1, fmt::format("{}.", path));
    else if (sets_option(line)) line.insert(0, "# ");
    text += line + '\n';
  }
  return text;
}

std::string weir_toml(const CsvDecisions& decisions, const CsvOptions& given) {
  std::string text =
      "# Configuration of weir for one plant. Lines that begin with `# name = value` show defaults; take the # away to change one.\n"
      "# `weir check --config weir.toml` says whether all is well.\n\n";
  text += data_table(decisions, given);
  text += "\n# When an alarm is raised.\n[decider]\n" + sample_under("decider", calibrated_decider_sample);
  text += "\n# What an alarm looks like.\n[patterns]\n" + sample_under("patterns", attack_patterns_decider_sample);
  const auto ensemble = builtin_ensemble();
  text += fmt::format("\n# What judges each step: {}.\n[detectors.ensemble]\n", ensemble.summary) +
          sample_under("detectors.ensemble", ensemble.sample);
  for (const auto& member : builtin_detectors()) {
    const auto path = fmt::format("detectors.ensemble.{}", member.name);
    const auto sample = sample_under(path, member.sample);
    if (sample.find("\n# ") == sample.npos && sample.find(" = ") == sample.npos) continue;
    text += fmt::format("\n# {}: {}.\n# [{}]\n", member.name, member.summary, path) + sample;
  }
  return text;
}

}  // namespace weir
