#include "model_file/model_file.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <tuple>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model_file/safetensors_header.h"

namespace weir {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian; this code copies numbers as they are");

constexpr std::size_t header_max_bytes = std::size_t{16} << 20;  // the format allows 100 MB; ours are some ten kB

template <class... Args>
std::unexpected<Error> refuse(std::string_view origin, fmt::format_string<Args...> why, Args&&... args) {
  return bad_input("{}: not a usable model file: {}; train the model again or restore the file from a copy", origin,
                   fmt::format(why, std::forward<Args>(args)...));
}

std::optional<std::uint64_t> byte_count(const std::vector<std::uint64_t>& shape) {
  std::uint64_t bytes = sizeof(float);
  for (const std::uint64_t dimension : shape) {
    if (dimension != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / dimension) return std::nullopt;
    bytes *= dimension;
  }
  return bytes;
}

// The tensors must tile the data without hole or overlap, so that no byte means nothing or two things.
Status check_layout(const std::vector<TensorEntry>& entries, std::size_t data_bytes, std::string_view origin) {
  std::vector<const TensorEntry*> by_place;
  for (const TensorEntry& entry : entries) {
    if (entry.dtype != "F32") return refuse(origin, "tensor '{}' has dtype {}, only F32 is known", entry.name, entry.dtype);
    if (entry.last < entry.first || entry.last > data_bytes) {
      return refuse(origin, "tensor '{}' lies at bytes {} to {} of {}", entry.name, entry.first, entry.last, data_bytes);
    }
    const auto bytes = byte_count(entry.shape);
    if (!bytes || *bytes != entry.last - entry.first) {
      return refuse(origin, "tensor '{}' has {} bytes, which don't fit its shape", entry.name, entry.last - entry.first);
    }
    by_place.push_back(&entry);
  }
  std::ranges::sort(by_place, {}, [](const TensorEntry* e) { return std::tuple(e->first, e->last, e); });
  std::uint64_t reached = 0;
  for (const TensorEntry* entry : by_place) {
    if (entry->first != reached) {
      return refuse(origin, "tensor '{}' begins at byte {} of the data, expected {}", entry->name, entry->first, reached);
    }
    reached = entry->last;
  }
  if (reached != data_bytes) return refuse(origin, "{} bytes after the last tensor", data_bytes - reached);
  return {};
}

}  // namespace

std::string serialise(const ModelFile& model) {
  // Ordered, so that the same model gives the same bytes, and tensors come back in the order they were put in.
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!model.metadata.empty()) header["__metadata__"] = model.metadata;
  std::size_t place = 0;
  for (const Tensor& tensor : model.tensors.tensors()) {
    const std::size_t end = place + tensor.values.size() * sizeof(float);
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {place, end}}};
    place = end;
  }
  std::string text = header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the data begin at a multiple of 8

  std::string bytes(sizeof(std::uint64_t), '\0');
  const std::uint64_t length = text.size();
  std::memcpy(bytes.data(), &length, sizeof length);
  bytes += text;
  bytes.reserve(bytes.size() + place);
  for (const Tensor& tensor : model.tensors.tensors()) {
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
  }
  return bytes;
}

Result<ModelFile> parse_model_file(std::string_view bytes, std::string_view origin) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) return refuse(origin, "{} bytes are too few to be one", bytes.size());
  std::memcpy(&length, bytes.data(), sizeof length);
  bytes.remove_prefix(sizeof length);
  if (length > header_max_bytes) return refuse(origin, "it claims a header of {} bytes, more than {}", length, header_max_bytes);
  if (length > bytes.size()) return refuse(origin, "it ends within its header, after {} of {} bytes", bytes.size(), length);
  const std::string_view text = bytes.substr(0, length), data = bytes.substr(length);
  if (!text.starts_with('{')) return refuse(origin, "its header doesn't begin with '{{'");

  auto header = parse_safetensors_header(text);
  if (!header) return refuse(origin, "{}", header.error().message);
  if (const Status layout = check_layout(header->entries, data.size(), origin); !layout) return std::unexpected(layout.error());

  ModelFile model{.tensors = {}, .metadata = std::move(header->metadata)};
  for (TensorEntry& entry : header->entries) {
    std::vector<float> values((entry.last - entry.first) / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), data.data() + entry.first, entry.last - entry.first);
    if (std::ranges::any_of(values, [](float v) { return std::isinf(v); })) {
      return refuse(origin, "tensor '{}' holds an infinite number", entry.name);
    }
    model.tensors.put(std::move(entry.name), {entry.shape.begin(), entry.shape.end()}, std::move(values));
  }
  return model;
}

Result<ModelFile> load_model_file(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  if (!bytes) return std::unexpected(bytes.error());
  return parse_model_file(*bytes, path.string());
}

Status save_model_file(const std::filesystem::path& path, const ModelFile& model) {
  for (const Tensor& tensor : model.tensors.tensors()) {
    if (std::ranges::any_of(tensor.values, [](float v) { return std::isinf(v); })) {
      return bad_input("{}: not written: tensor '{}' holds an infinite number; check the training data for absurd values", path.string(),
                       tensor.name);
    }
  }
  return write_file(path, serialise(model));
}

}  // namespace weir
