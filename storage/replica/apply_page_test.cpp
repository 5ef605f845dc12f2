// What an entry is blamed for, as a table, and across processes.
#include "storage/replica/apply_page.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace shoal::replica {
namespace {

constexpr uint64_t program = 7;

ApplyTrace trace(uint64_t applying, uint64_t killer, uint32_t deaths, uint64_t of = program) {
  return {{applying}, {killer}, deaths, of};
}

TEST(ApplyTrace, what_a_start_makes_of_what_was_left) {
  const struct {
    const char* what;
    ApplyTrace left, now;
    uint64_t held;
  } rows[] = {
      {"a new page", trace(0, 0, 0, 0), trace(0, 0, 0), 0},
      {"nothing was under way", trace(0, 0, 0), trace(0, 0, 0), 0},
      {"a first death", trace(5, 0, 0), trace(0, 5, 1), 0},
      {"a second one there", trace(5, 5, 1), trace(0, 5, 2), 0},
      {"a third", trace(5, 5, 2), trace(0, 5, 3), 5},
      {"held: it is not tried, and stays so", trace(0, 5, 3), trace(0, 5, 3), 5},
      {"another entry", trace(6, 5, 2), trace(0, 6, 1), 0},
      {"a death elsewhere leaves the count", trace(0, 5, 2), trace(0, 5, 2), 0},
      {"another program tries again", trace(0, 5, 3, 6), trace(0, 0, 0), 0},
      {"and is not blamed for the old one's death", trace(5, 5, 2, 6), trace(0, 0, 0), 0},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(after_start(row.left, program), row.now) << row.what;
    EXPECT_EQ(held_at(after_start(row.left, program)).value, row.held) << row.what;
  }
}

TEST(ApplyTrace, an_entry_that_was_applied_is_blamed_no_more) {
  EXPECT_EQ(after_applied(trace(0, 5, 2), {4}), trace(0, 5, 2));
  EXPECT_EQ(after_applied(trace(0, 5, 2), {5}), trace(0, 0, 0));
  EXPECT_EQ(after_applied(trace(9, 5, 3), {9}), trace(0, 0, 0));
}

struct PageFile : testing::Test {
  PageFile() {
    std::string path = "/tmp/shoal-apply-page-XXXXXX";
    EXPECT_NE(mkdtemp(path.data()), nullptr);
    folder = path;
    file = folder + "/apply.page";
  }
  ~PageFile() override { std::filesystem::remove_all(folder); }
  std::unique_ptr<ApplyPage> open(uint64_t of = program) {
    auto page = ApplyPage::open(file, of);
    EXPECT_TRUE(page.ok()) << page.status().to_string();
    return std::move(*page);
  }
  std::string folder, file;
};

TEST_F(PageFile, counts_the_processes_that_died_of_an_entry) {
  for (uint32_t deaths = 0; deaths < apply_deaths_max; ++deaths) {
    auto page = open();
    EXPECT_EQ(page->held_at(), LogIndex{});
    page->begin({4}), page->end({4});
    page->begin({5});  // and never ends
  }
  EXPECT_EQ(open()->held_at(), LogIndex{5});
  EXPECT_EQ(open()->held_at(), LogIndex{5}) << "it stays until something is known to be otherwise";
  EXPECT_EQ(open(program + 1)->held_at(), LogIndex{});
}

TEST_F(PageFile, of_another_form_is_begun_anew) {
  std::ofstream(file) << "x";
  EXPECT_EQ(open()->trace(), trace(0, 0, 0));
  std::ofstream(file) << std::string(4096, 'x');
  EXPECT_EQ(open()->trace(), trace(0, 0, 0));
}

TEST_F(PageFile, that_cannot_be_made_is_said) {
  EXPECT_FALSE(ApplyPage::open(folder + "/none/apply.page", program).ok());
}

}  // namespace
}  // namespace shoal::replica
