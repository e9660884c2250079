#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include <sys/resource.h>

#include "base/file.h"
#include "sinks/line_file.h"

namespace weir {
namespace {

std::filesystem::path fresh(const char* name) {
  auto path = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove(path);
  return path;
}

TEST(LineFile, ReplacesOrAppends) {
  const auto path = fresh("weir_line_file.txt");
  for (const auto mode : {LineFile::Mode::replace, LineFile::Mode::append, LineFile::Mode::append}) {
    auto file = LineFile::open(path, mode);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(file->add("one"));
    ASSERT_TRUE(file->sync());
  }
  EXPECT_EQ(*read_file(path), "one\none\none\n");
  EXPECT_TRUE(LineFile::open(path, LineFile::Mode::replace));
  EXPECT_EQ(*read_file(path), "");
}

TEST(LineFile, FlushesItselfWhenItsBufferIsFullAndAtItsEnd) {
  const auto path = fresh("weir_line_file.txt");
  {
    auto file = LineFile::open(path, LineFile::Mode::replace);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(file->add(std::string(99, 'x')));
    EXPECT_GT(std::filesystem::file_size(path), 65'000U);
    EXPECT_EQ(std::filesystem::file_size(path) % 100, 0U);
  }
  EXPECT_EQ(std::filesystem::file_size(path), 100'000U);
}

TEST(LineFile, NamesThePlaceItCannotWriteTo) {
  for (const auto& path :
       {std::filesystem::path(testing::TempDir()), std::filesystem::path(testing::TempDir()) / "no_such_folder" / "a.txt"}) {
    const auto file = LineFile::open(path, LineFile::Mode::append);
    ASSERT_FALSE(file);
    EXPECT_NE(file.error().message.find(path.string()), std::string::npos);
  }
}

TEST(LineFile, AFullDeviceIsAnErrorEachTime) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  auto file = LineFile::open("/dev/full", LineFile::Mode::append);
  ASSERT_TRUE(file) << file.error().message;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(file->add("one"));
    ASSERT_TRUE(file->add("two"));
    const auto failed = file->flush();
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("/dev/full: writing failed: No space left on device; 2 line(s) lost"), std::string::npos)
        << failed.error().message;
  }
  EXPECT_TRUE(file->flush());
}

TEST(LineFile, ATornLineIsCutOffAndLaterLinesGoOn) {
  const auto path = fresh("weir_line_file.txt");
  auto file = LineFile::open(path, LineFile::Mode::replace);
  ASSERT_TRUE(file->add("first"));
  ASSERT_TRUE(file->flush());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{15, before.rlim_max};  // "first\n" is 6 bytes; "second\n" fits, "third\n" is torn
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  ASSERT_TRUE(file->add("second"));
  ASSERT_TRUE(file->add("third"));
  const auto failed = file->flush();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("1 line(s) lost"), std::string::npos) << failed.error().message;
  EXPECT_EQ(*read_file(path), "first\nsecond\n");
  ASSERT_TRUE(file->add("fourth"));
  ASSERT_TRUE(file->flush());
  EXPECT_EQ(*read_file(path), "first\nsecond\nfourth\n");
}

}  // namespace
}  // namespace weir
