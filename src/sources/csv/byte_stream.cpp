#include "sources/csv/byte_stream.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <vector>

namespace weir {
namespace {

constexpr std::size_t input_buffer_bytes = 256 << 10;
constexpr int zstd_window_log_max = 26;

/// Where bytes come from, before decompression.
class RawBytes {
 public:
  RawBytes(int file, std::uint64_t size, std::string origin) : file_(file), size_(size), origin_(std::move(origin)) {}
  RawBytes(std::string bytes, std::string origin) : bytes_(std::move(bytes)), size_(bytes_.size()), origin_(std::move(origin)) {}
  RawBytes(const RawBytes&) = delete;
  RawBytes& operator=(const RawBytes&) = delete;
  ~RawBytes() {
    if (file_ >= 0) ::close(file_);
  }

  Result<std::size_t> read(std::span<char> out) {
    std::size_t taken = 0;
    if (file_ < 0) {
      taken = std::min(out.size(), bytes_.size() - static_cast<std::size_t>(position_));
      std::memcpy(out.data(), bytes_.data() + position_, taken);
    } else {
      for (;;) {
        const ssize_t got = ::read(file_, out.data(), out.size());
        if (got >= 0) {
          taken = static_cast<std::size_t>(got);
          break;
        }
        if (errno != EINTR) {
          return environment_error("'{}' can't be read on: {}; check the disk or the network share", origin_,
                                   std::generic_category().message(errno));
        }
      }
    }
    position_ += taken;
    return taken;
  }

  double fraction() const { return size_ == 0 ? 1.0 : std::min(1.0, static_cast<double>(position_) / static_cast<double>(size_)); }
  std::uint64_t size() const { return size_; }
  const std::string& origin() const { return origin_; }

 private:
  int file_ = -1;
  std::string bytes_;
  std::uint64_t size_ = 0, position_ = 0;
  std::string origin_;
};

/// Raw bytes with a buffer, so that their beginning can be looked at first.
class Input {
 public:
  explicit Input(std::unique_ptr<RawBytes> raw)
      : raw_(std::move(raw)), buffer_(std::clamp<std::size_t>(raw_->size(), 4 << 10, input_buffer_bytes)) {}

  /// What is buffered; refills when empty. Empty result: the end.
  Result<std::span<const char>> available() {
    if (first_ == last_) {
      auto got = raw_->read(buffer_);
      if (!got) return std::unexpected(got.error());
      first_ = 0;
      last_ = *got;
    }
    return std::span<const char>(buffer_.data() + first_, last_ - first_);
  }
  void consume(std::size_t count) { first_ += count; }
  /// Unbuffered, for plain files once the buffer is empty.
  Result<std::size_t> read_directly(std::span<char> out) { return raw_->read(out); }
  bool buffered() const { return first_ != last_; }
  double fraction() const { return raw_->fraction(); }
  const std::string& origin() const { return raw_->origin(); }

 private:
  std::unique_ptr<RawBytes> raw_;
  std::vector<char> buffer_;
  std::size_t first_ = 0, last_ = 0;
};

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(Input input) : input_(std::move(input)) {}
  Result<std::size_t> read(std::span<char> out) override {
    if (!input_.buffered()) return input_.read_directly(out);
    auto bytes = input_.available();
    if (!bytes) return std::unexpected(bytes.error());
    const std::size_t count = std::min(bytes->size(), out.size());
    std::memcpy(out.data(), bytes->data(), count);
    input_.consume(count);
    return count;
  }
  const char* compression() const override { return "none"; }
  double fraction_read() const override { return input_.fraction(); }

 private:
  Input input_;
};

std::unexpected<Error> truncated(const std::string& origin, const char* kind) {
  return bad_input("'{}' ends in the middle of its {} stream; copy or download it again", origin, kind);
}

class GzipStream final : public ByteStream {
 public:
  explicit GzipStream(Input input) : input_(std::move(input)) { ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK; }
  ~GzipStream() override {
    if (ready_) inflateEnd(&stream_);
  }
  Result<std::size_t> read(std::span<char> out) override {
    if (!ready_) return environment_error("no memory to decompress '{}'", input_.origin());
    std::size_t made = 0;
    while (made == 0) {
      auto bytes = input_.available();
      if (!bytes) return std::unexpected(bytes.error());
      if (bytes->empty()) {
        if (inside_) return truncated(input_.origin(), "gzip");
        return 0;
      }
      if (!inside_) {
        if (members_ > 0 && (*bytes)[0] != '\x1f') return 0;  // padding after the last member, as gzip itself ignores it
        inflateReset(&stream_);
        inside_ = true;
      }
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes->data()));
      stream_.avail_in = static_cast<uInt>(bytes->size());
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(out.size(), 1u << 30));
      const uInt room = stream_.avail_out;
      const int code = inflate(&stream_, Z_NO_FLUSH);
      input_.consume(bytes->size() - stream_.avail_in);
      made = room - stream_.avail_out;
      if (code == Z_STREAM_END) {
        inside_ = false;
        ++members_;
      } else if (code != Z_OK && code != Z_BUF_ERROR) {
        return bad_input("'{}' is damaged: its gzip stream can't be decompressed ({}); copy or download it again", input_.origin(),
                         stream_.msg != nullptr ? stream_.msg : "unknown reason");
      }
    }
    return made;
  }
  const char* compression() const override { return "gzip"; }
  double fraction_read() const override { return input_.fraction(); }

 private:
  Input input_;
  z_stream stream_{};
  bool ready_ = false, inside_ = false;
  std::uint64_t members_ = 0;
};

class ZstdStream final : public ByteStream {
 public:
  explicit ZstdStream(Input input) : input_(std::move(input)), stream_(ZSTD_createDStream()) {
    if (stream_ != nullptr) ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, zstd_window_log_max);
  }
  ~ZstdStream() override { ZSTD_freeDStream(stream_); }
  Result<std::size_t> read(std::span<char> out) override {
    if (stream_ == nullptr) return environment_error("no memory to decompress '{}'", input_.origin());
    ZSTD_outBuffer made{out.data(), out.size(), 0};
    while (made.pos == 0) {
      auto bytes = input_.available();
      if (!bytes) return std::unexpected(bytes.error());
      if (bytes->empty() && !flushing_) {
        if (inside_) return truncated(input_.origin(), "zstd");
        return 0;
      }
      ZSTD_inBuffer taken{bytes->data(), bytes->size(), 0};
      const std::size_t code = ZSTD_decompressStream(stream_, &made, &taken);
      input_.consume(taken.pos);
      if (ZSTD_isError(code) != 0) {
        return bad_input("'{}' can't be decompressed: zstd says '{}'; copy it again, or compress it with a window of at most 64 MB",
                         input_.origin(), ZSTD_getErrorName(code));
      }
      inside_ = code != 0;
      flushing_ = made.pos == made.size;
    }
    return made.pos;
  }
  const char* compression() const override { return "zstd"; }
  double fraction_read() const override { return input_.fraction(); }

 private:
  Input input_;
  ZSTD_DStream* stream_;
  bool inside_ = false;    // within a frame
  bool flushing_ = false;  // the last call filled the output: more may come without input
};

struct Foreign {
  std::string_view magic;
  const char* what;
};
constexpr Foreign foreign_formats[] = {
    {std::string_view("\xFD"
                      "7zXZ",
                      5),
     "xz-compressed; decompress it with 'xz -d'"},
    {"BZh", "bzip2-compressed; decompress it with 'bunzip2'"},
    {std::string_view("PK\x03\x04", 4), "a zip archive or an Excel workbook; unzip it, or save the sheet as CSV"},
    {"PAR1", "a Parquet file; export it as CSV"},
    {std::string_view("\x89HDF", 4), "an HDF5 file; export it as CSV"},
    {"SQLite format 3", "an SQLite database; export the table as CSV"},
    {std::string_view("\xD0\xCF\x11\xE0", 4), "an old Excel workbook; save the sheet as CSV"},
    {std::string_view("\xFF\xFE", 2), "UTF-16 text; save it as UTF-8 ('iconv -f UTF-16 -t UTF-8')"},
    {std::string_view("\xFE\xFF", 2), "UTF-16 text; save it as UTF-8 ('iconv -f UTF-16 -t UTF-8')"},
};

Result<std::unique_ptr<ByteStream>> decoded(std::unique_ptr<RawBytes> raw) {
  Input input(std::move(raw));
  auto head = input.available();
  if (!head) return std::unexpected(head.error());
  const std::string_view start(head->data(), head->size());
  if (start.starts_with(std::string_view("\x1f\x8b", 2))) return std::make_unique<GzipStream>(std::move(input));
  const bool skippable = start.size() >= 4 && (static_cast<unsigned char>(start[0]) & 0xF0) == 0x50 && start.substr(1, 3) == "\x2A\x4D\x18";
  if (skippable || start.starts_with(std::string_view("\x28\xB5\x2F\xFD", 4))) return std::make_unique<ZstdStream>(std::move(input));
  for (const Foreign& foreign : foreign_formats) {
    if (start.starts_with(foreign.magic)) return bad_input("'{}' is {}", input.origin(), foreign.what);
  }
  return std::make_unique<PlainStream>(std::move(input));
}

}  // namespace

Result<std::unique_ptr<ByteStream>> ByteStream::open(const std::filesystem::path& path) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (std::filesystem::is_directory(status)) {
    return bad_input("'{}' is a directory; name one file in it", path.string());
  }
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const int reason = errno;
    return bad_input("'{}' can't be opened: {}; check the path and its permissions", path.string(),
                     std::generic_category().message(reason));
  }
  const auto size = std::filesystem::file_size(path, code);
  return decoded(std::make_unique<RawBytes>(file, code ? 0 : size, path.string()));
}

Result<std::unique_ptr<ByteStream>> ByteStream::from_bytes(std::string bytes, std::string origin) {
  return decoded(std::make_unique<RawBytes>(std::move(bytes), std::move(origin)));
}

}  // namespace weir
