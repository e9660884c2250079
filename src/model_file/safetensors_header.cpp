#include "model_file/safetensors_header.h"

#include <set>

#include <nlohmann/json.hpp>

namespace weir {
namespace {

using nlohmann::json;

// Takes the events of nlohmann's parser, which doesn't recurse, so that depth, duplicates and types are judged before anything
// is built. Returning false stops the parser; `problem` then says why.
class HeaderReader : public nlohmann::json_sax<json> {
 public:
  SafetensorsHeader header;
  std::string problem;

  bool start_object(std::size_t) override {
    switch (place_) {
      case Place::start: place_ = Place::names; return true;
      case Place::names:
        if (name_ == "__metadata__") {
          place_ = Place::metadata;
        } else {
          if (header.entries.size() == tensors_max) return refuse(fmt::format("has more than {} tensors", tensors_max));
          header.entries.emplace_back().name = name_;
          fields_.clear();
          place_ = Place::tensor;
        }
        return true;
      default: return unexpected_value("an object");
    }
  }

  bool key(std::string& text) override {
    if (place_ == Place::names) {
      name_ = text;
      return names_.insert(text).second || refuse(fmt::format("names '{}' twice in its header", shown(text)));
    }
    field_ = text;
    if (place_ == Place::metadata) {
      return header.metadata.try_emplace(text).second || refuse(fmt::format("names '{}' twice in its metadata", shown(text)));
    }
    if (text != "dtype" && text != "shape" && text != "data_offsets") {
      return refuse(fmt::format("tensor '{}' has an unknown field '{}'", shown(name_), shown(text)));
    }
    return fields_.insert(text).second || refuse(fmt::format("tensor '{}' has '{}' twice", shown(name_), shown(text)));
  }

  bool end_object() override {
    if (place_ == Place::tensor) {
      for (const char* const field : {"dtype", "shape", "data_offsets"}) {
        if (!fields_.contains(field)) return refuse(fmt::format("tensor '{}' has no {}", shown(name_), field));
      }
    }
    place_ = place_ == Place::names ? Place::end : Place::names;
    return true;
  }

  bool string(std::string& text) override {
    if (place_ == Place::metadata) {
      header.metadata[field_] = text;
      return true;
    }
    if (place_ == Place::tensor && field_ == "dtype") {
      header.entries.back().dtype = text;
      return true;
    }
    return unexpected_value("a text");
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::tensor || field_ == "dtype") return unexpected_value("a list");
    place_ = field_ == "shape" ? Place::shape : Place::offsets;
    offset_count_ = 0;
    return true;
  }

  bool number_unsigned(std::uint64_t number) override {
    if (place_ == Place::shape) {
      auto& shape = header.entries.back().shape;
      if (shape.size() == rank_max) return refuse(fmt::format("tensor '{}' has more than {} dimensions", shown(name_), rank_max));
      shape.push_back(number);
      return true;
    }
    if (place_ == Place::offsets && offset_count_ < 2) {
      (offset_count_ == 0 ? header.entries.back().first : header.entries.back().last) = number;
      ++offset_count_;
      return true;
    }
    return unexpected_value("a number");
  }

  bool end_array() override {
    if (place_ == Place::offsets && offset_count_ != 2) {
      return refuse(fmt::format("tensor '{}' has {} data_offsets instead of 2", shown(name_), offset_count_));
    }
    place_ = Place::tensor;
    return true;
  }

  bool number_integer(std::int64_t) override { return unexpected_value("a negative number"); }
  bool number_float(double, const std::string&) override { return unexpected_value("a number that isn't whole or is too large"); }
  bool boolean(bool) override { return unexpected_value("true or false"); }
  bool null() override { return unexpected_value("null"); }
  bool binary(json::binary_t&) override { return unexpected_value("binary data"); }

  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    return refuse(fmt::format("its header isn't JSON at byte {}", position + 8));
  }

 private:
  enum class Place { start, names, metadata, tensor, shape, offsets, end };

  bool refuse(std::string why) {
    problem = std::move(why);
    return false;
  }

  bool unexpected_value(std::string_view what) {
    switch (place_) {
      case Place::metadata: return refuse(fmt::format("metadata '{}' is {} instead of a text", shown(field_), what));
      case Place::tensor:
      case Place::shape:
      case Place::offsets: return refuse(fmt::format("tensor '{}' has {} in its {}", shown(name_), what, shown(field_)));
      case Place::names: return refuse(fmt::format("'{}' in its header is {} instead of an object", shown(name_), what));
      default: return refuse(fmt::format("its header is {} instead of an object", what));
    }
  }

  // Names come from the file: keep messages to one readable line.
  static std::string shown(std::string_view text) {
    std::string line;
    for (const char c : text.substr(0, 64)) line += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    return text.size() > 64 ? line + "..." : line;
  }

  Place place_ = Place::start;
  std::string name_, field_;
  std::set<std::string> names_, fields_;
  int offset_count_ = 0;
};

}  // namespace

Result<SafetensorsHeader> parse_safetensors_header(std::string_view text) {
  HeaderReader reader;
  if (!json::sax_parse(text.begin(), text.end(), &reader)) return bad_input("{}", reader.problem);
  return std::move(reader.header);
}

}  // namespace weir
