#include "topology/epanet.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

namespace weir {
namespace {

constexpr std::size_t text_bytes_max = std::size_t{256} << 20;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// EPANET's own rule for keywords: the beginning decides, letter case doesn't.
bool begins(std::string_view word, std::string_view keyword) {
  return word.size() >= keyword.size() &&
         std::equal(keyword.begin(), keyword.end(), word.begin(), [](char k, char w) { return k == upper(w); });
}

bool is_node_word(std::string_view w) { return begins(w, "NODE") || begins(w, "JUNC") || begins(w, "RESERV") || begins(w, "TANK"); }
bool is_link_word(std::string_view w) { return begins(w, "LINK") || begins(w, "PIPE") || begins(w, "PUMP") || begins(w, "VALVE"); }

/// The fields of a line: separated by blanks, tabs or commas, "in quotes" kept whole, all after ';' left out.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  const std::string_view separators = " \t\r,";
  std::size_t i = 0;
  while ((i = line.find_first_not_of(separators, i)) != line.npos && line[i] != ';') {
    if (line[i] == '"') {
      const auto end = std::min(line.find('"', i + 1), line.size());
      fields.push_back(line.substr(i + 1, end - i - 1));
      i = std::min(end + 1, line.size());
    } else {
      const auto end = std::min(line.find_first_of(" \t\r,;", i), line.size());
      fields.push_back(line.substr(i, end - i));
      i = end;
    }
  }
  return fields;
}

enum class Section { none, junctions, reservoirs, tanks, pipes, pumps, valves, status, controls, rules, other, end };

Section section_of(std::string_view header) {
  constexpr std::array<std::pair<std::string_view, Section>, 10> known = {{{"[JUNC", Section::junctions},
                                                                           {"[RESE", Section::reservoirs},
                                                                           {"[TANK", Section::tanks},
                                                                           {"[PIPE", Section::pipes},
                                                                           {"[PUMP", Section::pumps},
                                                                           {"[VALV", Section::valves},
                                                                           {"[STAT", Section::status},
                                                                           {"[CONT", Section::controls},
                                                                           {"[RULE", Section::rules},
                                                                           {"[END", Section::end}}};
  for (const auto& [word, section] : known) {
    if (begins(header, word)) return section;
  }
  return Section::other;
}

class Parser {
 public:
  explicit Parser(std::string_view origin) : origin_(origin) {}

  Result<EpanetNetwork> parse(std::string_view text) {
    Section section = Section::none;
    while (!text.empty() && section != Section::end) {
      const auto end = std::min(text.find('\n'), text.size());
      const auto fields = fields_of(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      ++line_;
      if (fields.empty()) continue;
      if (fields[0].starts_with('[')) {
        section = section_of(fields[0]);
        continue;
      }
      if (auto ok = read_line(section, fields); !ok) return std::unexpected(ok.error());
    }
    if (auto ok = resolve(); !ok) return std::unexpected(ok.error());
    return std::move(network_);
  }

 private:
  using Fields = std::vector<std::string_view>;
  struct Named {  // a reference, resolved once everything is read
    bool node = false;
    std::string id;
    std::size_t line = 0;
  };
  struct NamedLink {
    std::string from, to;
    std::size_t line = 0;
  };

  Status read_line(Section section, const Fields& fields) {
    switch (section) {
      case Section::none: return bad_input("{}:{}: text before the first [SECTION]; this is no EPANET network", origin_, line_);
      case Section::junctions: return add_node(fields, EpanetNetwork::NodeKind::junction);
      case Section::reservoirs: return add_node(fields, EpanetNetwork::NodeKind::reservoir);
      case Section::tanks: return add_node(fields, EpanetNetwork::NodeKind::tank);
      case Section::pipes: return add_link(fields, EpanetNetwork::LinkKind::pipe);
      case Section::pumps: return add_link(fields, EpanetNetwork::LinkKind::pump);
      case Section::valves: return add_link(fields, EpanetNetwork::LinkKind::valve);
      case Section::status:
        if (fields.size() > 1 && begins(fields[1], "CLOSED")) closed_.push_back({false, std::string(fields[0]), line_});
        return {};
      case Section::controls: return add_control(fields);
      case Section::rules: return add_rule_clause(fields);
      case Section::other:
      case Section::end: return {};
    }
    return {};
  }

  Status add_node(const Fields& fields, EpanetNetwork::NodeKind kind) {
    const auto [at, fresh] = node_index_.emplace(std::string(fields[0]), static_cast<std::uint32_t>(network_.nodes.size()));
    if (!fresh) return bad_input("{}:{}: node '{}' stands twice", origin_, line_, fields[0]);
    network_.nodes.push_back({at->first, kind});
    return {};
  }

  Status add_link(const Fields& fields, EpanetNetwork::LinkKind kind) {
    if (fields.size() < 3) return bad_input("{}:{}: a link needs a name and two nodes; found {} fields", origin_, line_, fields.size());
    const auto [at, fresh] = link_index_.emplace(std::string(fields[0]), static_cast<std::uint32_t>(network_.links.size()));
    if (!fresh) return bad_input("{}:{}: link '{}' stands twice", origin_, line_, fields[0]);
    const bool closed = kind == EpanetNetwork::LinkKind::pipe && fields.size() > 6 && begins(fields.back(), "CLOSED");
    network_.links.push_back({at->first, kind, 0, 0, closed});
    ends_.push_back({std::string(fields[1]), std::string(fields[2]), line_});
    return {};
  }

  /// LINK id status IF NODE id ABOVE|BELOW value  |  LINK id status AT TIME|CLOCKTIME value
  Status add_control(const Fields& fields) {
    if (fields.size() < 6 || !is_link_word(fields[0])) {
      return bad_input("{}:{}: this is no control; EPANET writes LINK id status IF NODE id ABOVE|BELOW value", origin_, line_);
    }
    if (!begins(fields[3], "IF")) return {};  // by time: nobody acts
    if (!is_node_word(fields[4])) return bad_input("{}:{}: a control's IF needs NODE id, not '{}'", origin_, line_, fields[4]);
    controls_.push_back({{true, std::string(fields[5]), line_}, {false, std::string(fields[1]), line_}});
    return {};
  }

  /// RULE name | IF/AND/OR object id attribute ... | THEN/ELSE/AND object id STATUS|SETTING IS value | PRIORITY n
  Status add_rule_clause(const Fields& fields) {
    const auto word = fields[0];
    if (begins(word, "PRIO")) return {};
    if (begins(word, "RULE") || begins(word, "IF")) {
      premises_.clear();
      in_actions_ = false;
      if (begins(word, "RULE")) return {};
    } else if (begins(word, "THEN") || begins(word, "ELSE")) {
      in_actions_ = true;
    } else if (!begins(word, "AND") && !begins(word, "OR")) {
      return bad_input("{}:{}: '{}' begins no clause of a rule; known: RULE, IF, AND, OR, THEN, ELSE, PRIORITY", origin_, line_, word);
    }
    if (fields.size() < 3) return bad_input("{}:{}: the clause of a rule ends too early", origin_, line_);
    if (!in_actions_ && begins(fields[1], "SYSTEM")) return {};  // demand or time: no element acts
    const bool node = is_node_word(fields[1]);
    if (!node && !is_link_word(fields[1])) return bad_input("{}:{}: '{}' is no kind of node or link", origin_, line_, fields[1]);
    if (!in_actions_) {
      premises_.push_back({node, std::string(fields[2]), line_});
    } else if (node) {
      return bad_input("{}:{}: a rule acts on links, not on {} {}", origin_, line_, fields[1], fields[2]);
    } else {
      for (const auto& premise : premises_) controls_.push_back({premise, {false, std::string(fields[2]), line_}});
    }
    return {};
  }

  Result<EpanetNetwork::Element> find(const Named& named) const {
    const auto& index = named.node ? node_index_ : link_index_;
    const auto found = index.find(named.id);
    if (found == index.end()) {
      return bad_input("{}:{}: {} '{}' is in no section; check its spelling", origin_, named.line, named.node ? "node" : "link", named.id);
    }
    return named.node ? found->second : static_cast<EpanetNetwork::Element>(network_.nodes.size() + found->second);
  }

  Status resolve() {
    if (network_.links.empty()) return bad_input("{}: no pipe, pump or valve; this is no EPANET network (.inp)", origin_);
    for (std::size_t k = 0; k < ends_.size(); ++k) {
      const auto from = find({true, ends_[k].from, ends_[k].line});
      if (!from) return std::unexpected(from.error());
      const auto to = find({true, ends_[k].to, ends_[k].line});
      if (!to) return std::unexpected(to.error());
      network_.links[k].from = *from;
      network_.links[k].to = *to;
    }
    for (const auto& named : closed_) {
      const auto link = find(named);
      if (!link) return std::unexpected(link.error());
      network_.links[*link - network_.nodes.size()].closed = true;
    }
    for (const auto& [by, what] : controls_) {
      const auto actor = find(by);
      if (!actor) return std::unexpected(actor.error());
      const auto link = find(what);
      if (!link) return std::unexpected(link.error());
      network_.controls.push_back({*actor, static_cast<std::uint32_t>(*link - network_.nodes.size())});
    }
    return {};
  }

  std::string origin_;
  std::size_t line_ = 0;
  EpanetNetwork network_;
  std::unordered_map<std::string, std::uint32_t> node_index_, link_index_;
  std::vector<NamedLink> ends_;  // of network_.links
  std::vector<Named> closed_;
  std::vector<std::pair<Named, Named>> controls_;  // by whom, which link
  std::vector<Named> premises_;                    // of the rule being read
  bool in_actions_ = false;
};

}  // namespace

Result<EpanetNetwork> parse_epanet(std::string_view text, std::string_view origin) {
  if (text.size() > text_bytes_max) return bad_input("{}: larger than {} bytes; this is no EPANET network", origin, text_bytes_max);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return Parser(origin).parse(text);
}

}  // namespace weir
