// A water network as EPANET 2 writes it down (.inp text; Rossman et al., "EPANET 2.2 User Manual", appendix C, 2020):
// what is joined to what and which rule drives which link. Hydraulics, demands and patterns are not read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace weir {

struct EpanetNetwork {
  enum class NodeKind : std::uint8_t { junction, tank, reservoir };
  enum class LinkKind : std::uint8_t { pipe, pump, valve };
  struct Node {
    std::string id;
    NodeKind kind = NodeKind::junction;
  };
  struct Link {
    std::string id;
    LinkKind kind = LinkKind::pipe;
    std::uint32_t from = 0, to = 0;  // in nodes
    bool closed = false;             // at the start, by its own line or [STATUS]
  };
  /// Nodes and links in one numbering: nodes first, link k is nodes.size() + k.
  using Element = std::uint32_t;
  /// "This link is driven by that element's state": one simple control, or one premise and one action of a rule.
  struct Control {
    Element by = 0;
    std::uint32_t link = 0;  // in links
  };

  std::vector<Node> nodes;
  std::vector<Link> links;
  std::vector<Control> controls;

  std::size_t element_count() const { return nodes.size() + links.size(); }
  bool is_node(Element e) const { return e < nodes.size(); }
  const std::string& id(Element e) const { return is_node(e) ? nodes[e].id : links[e - nodes.size()].id; }
};

/// Refuses, with file and line, a link or control that names what no section lists, names that stand twice, lines with
/// too few fields, and a text without any link. Sections may come in any order.
Result<EpanetNetwork> parse_epanet(std::string_view text, std::string_view origin);

}  // namespace weir
