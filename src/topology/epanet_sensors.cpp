#include "topology/epanet_sensors.h"

#include <algorithm>
#include <unordered_map>

namespace weir {
namespace {

using Element = EpanetNetwork::Element;

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

/// Names of nodes or of links, exact or, where that is unique, without letter case.
class NameIndex {
 public:
  void add(const std::string& name, Element element) {
    exact_.emplace(name, element);
    const auto [at, fresh] = folded_.emplace(upper(name), element);
    if (!fresh) at->second = std::nullopt;
  }
  std::optional<Element> find(std::string_view name) const {
    if (const auto found = exact_.find(std::string(name)); found != exact_.end()) return found->second;
    const auto found = folded_.find(upper(name));
    return found == folded_.end() ? std::nullopt : found->second;
  }

 private:
  std::unordered_map<std::string, Element> exact_;
  std::unordered_map<std::string, std::optional<Element>> folded_;
};

class Places {
 public:
  explicit Places(const EpanetNetwork& network) {
    for (Element e = 0; e < network.element_count(); ++e) (network.is_node(e) ? nodes_ : links_).add(network.id(e), e);
  }
  std::optional<SensorPlace> find(std::string_view name) const {
    if (const auto e = nodes_.find(name)) return SensorPlace{*e, Quantity::unknown};
    if (const auto e = links_.find(name)) return SensorPlace{*e, Quantity::unknown};
    if (name.size() < 3 || name[1] != '_') return std::nullopt;
    const auto rest = name.substr(2);
    const auto at = [](std::optional<Element> e, Quantity q) { return e ? std::optional(SensorPlace{*e, q}) : std::nullopt; };
    switch (name[0]) {
      case 'L':
      case 'l': return at(nodes_.find(rest), Quantity::level);
      case 'P':
      case 'p': return at(nodes_.find(rest), Quantity::pressure);
      case 'F':
      case 'f': return at(links_.find(rest), Quantity::flow);
      case 'S':
      case 's': return at(links_.find(rest), Quantity::status);
      default: return std::nullopt;
    }
  }

 private:
  NameIndex nodes_, links_;
};

/// Breadth-first walks over nodes and links alike, one per sensed element, sharing their memory.
class Walker {
 public:
  Walker(const EpanetNetwork& network, const std::vector<bool>& sensed)
      : network_(network), sensed_(sensed), seen_(network.element_count(), 0) {
    first_.assign(network.nodes.size() + 1, 0);
    for (const auto& link : network.links) {
      ++first_[link.from + 1];
      ++first_[link.to + 1];
    }
    for (std::size_t i = 0; i < network.nodes.size(); ++i) first_[i + 1] += first_[i];
    links_at_.resize(2 * network.links.size());
    auto next = first_;
    for (Element k = 0; k < network.links.size(); ++k) {
      links_at_[next[network.links[k].from]++] = k;
      links_at_[next[network.links[k].to]++] = k;
    }
    driven_.assign(network.links.size(), false);
    for (const auto& control : network.controls) driven_[control.link] = true;
  }

  /// Calls reached(element) for every sensed element that a free path of at most links_max unsensed links joins to `start`.
  template <class Reached>
  void walk(Element start, std::size_t links_max, Reached reached) {
    ++walk_;
    queue_.assign(1, {start, 0});
    seen_[start] = walk_;
    for (std::size_t head = 0; head < queue_.size(); ++head) {
      const auto [element, links] = queue_[head];
      if (element != start && sensed_[element]) {
        reached(element);
        continue;
      }
      if (element != start && blocks(element)) continue;
      const std::size_t passed = links + (element != start && !network_.is_node(element) ? 1 : 0);
      if (passed > links_max) continue;
      const auto visit = [&](Element other) {
        if (seen_[other] == walk_) return;
        seen_[other] = walk_;
        queue_.push_back({other, passed});
      };
      if (network_.is_node(element)) {
        for (auto k = first_[element]; k < first_[element + 1]; ++k) visit(static_cast<Element>(network_.nodes.size() + links_at_[k]));
      } else {
        const auto& link = network_.links[element - network_.nodes.size()];
        visit(link.from);
        visit(link.to);
      }
    }
  }

 private:
  struct Entry {
    Element element;
    std::size_t links;  // unsensed links passed before it
  };

  bool blocks(Element e) const {
    if (network_.is_node(e)) return network_.nodes[e].kind == EpanetNetwork::NodeKind::reservoir;
    const auto k = e - network_.nodes.size();
    return network_.links[k].closed && !driven_[k];
  }

  const EpanetNetwork& network_;
  const std::vector<bool>& sensed_;
  std::vector<std::uint32_t> first_;     // [nodes + 1] into links_at_
  std::vector<std::uint32_t> links_at_;  // links by node
  std::vector<bool> driven_;             // by a control or rule
  std::vector<std::uint32_t> seen_;      // number of the walk that met the element last
  std::uint32_t walk_ = 0;
  std::vector<Entry> queue_;
};

}  // namespace

std::optional<SensorPlace> place_of_sensor(const EpanetNetwork& network, std::string_view sensor_name) {
  return Places(network).find(sensor_name);
}

Result<EpanetSensors> sensors_of_epanet(const EpanetNetwork& network, const Catalogue& catalogue, std::size_t links_max) {
  EpanetSensors result;
  const Places places(network);
  std::vector<Quantity> quantity(catalogue.size(), Quantity::unknown);
  std::vector<std::vector<SensorIndex>> sensors_at(network.element_count());
  std::vector<bool> sensed(network.element_count(), false);
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    const auto place = places.find(catalogue[i].name);
    if (!place) {
      result.unplaced.push_back(catalogue[i].name);
      continue;
    }
    quantity[i] = place->quantity;
    sensors_at[place->element].push_back(static_cast<SensorIndex>(i));
    sensed[place->element] = true;
  }
  if (result.unplaced.size() == catalogue.size()) {
    return bad_input(
        "none of the {} sensors (first: {}) is named like one of the network's {} nodes and {} links (first: {}); known forms: "
        "the element's own name, L_tank, P_node, F_link, S_link",
        catalogue.size(), catalogue.size() ? catalogue[0].name : "-", network.nodes.size(), network.links.size(),
        network.element_count() ? network.id(0) : "-");
  }

  std::vector<Edge> edges;
  const auto join = [&](Element from, Element to, auto wanted) {
    for (const auto a : sensors_at[from]) {
      for (const auto b : sensors_at[to]) {
        if (a != b && wanted(b)) edges.push_back({a, b, 1.0F, true});
      }
    }
  };
  Walker walker(network, sensed);
  for (Element e = 0; e < network.element_count(); ++e) {
    if (!sensed[e]) continue;
    join(e, e, [](SensorIndex) { return true; });
    walker.walk(e, links_max, [&](Element other) { join(e, other, [&](SensorIndex b) { return quantity[b] != Quantity::status; }); });
  }
  for (const auto& control : network.controls) {
    const auto link = static_cast<Element>(network.nodes.size() + control.link);
    const auto& driven = sensors_at[link];
    const bool has_status = std::any_of(driven.begin(), driven.end(), [&](SensorIndex b) { return quantity[b] == Quantity::status; });
    join(control.by, link, [&](SensorIndex b) { return !has_status || quantity[b] == Quantity::status; });
  }
  result.graph = Graph(catalogue.size(), std::move(edges));
  return result;
}

}  // namespace weir
