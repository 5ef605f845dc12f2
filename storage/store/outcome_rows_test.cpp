#include "storage/store/outcome_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "schema/vocab/random.hpp"

namespace shoal::store {
namespace {

RememberedOutcome outcome_of(uint64_t instance, uint64_t sequence) {
  RememberedOutcome one{instance, {sequence}, {}};
  one.outcome.first = one.outcome.last = Revision{instance * 1'000'000 + sequence};
  return one;
}

std::vector<RememberedOutcome> read(std::string_view row) {
  std::vector<RememberedOutcome> out;
  EXPECT_TRUE(read_outcomes(row, [&](const RememberedOutcome& one) { out.push_back(one); }));
  return out;
}

// Sequences come nearly in order, in batches, and rows go round several times; what is in the
// window is always there.
TEST(OutcomeRows, hold_the_whole_window_of_an_origin_whose_proposals_come_out_of_order) {
  Random random(3);
  std::map<std::string, std::string> rows;
  std::vector<uint64_t> order;
  for (uint64_t sequence = 1; sequence <= 30'000; ++sequence) order.push_back(sequence);
  for (size_t i = 0; i + 40 < order.size(); ++i) std::swap(order[i], order[i + random.below(40)]);
  for (size_t at = 0; at < order.size();) {
    std::map<std::string, std::vector<RememberedOutcome>> news;
    for (auto left = 1 + random.below(700); left > 0 && at < order.size(); --left, ++at)
      news[outcome_row_key("node/n1", {order[at]})].push_back(outcome_of(1, order[at]));
    for (const auto& [key, some] : news) rows[key] = *update_outcomes(rows[key], some);
    const uint64_t highest = *std::max_element(order.begin(), order.begin() + long(at));
    std::map<uint64_t, RememberedOutcome> found;
    for (const auto& [key, row] : rows)
      for (const auto& one : read(row)) found[one.sequence.value] = one;
    for (size_t i = at > 5000 ? at - 5000 : 0; i < at; ++i) {
      if (order[i] + outcome_window <= highest) continue;
      ASSERT_TRUE(found.contains(order[i])) << order[i] << " of " << highest;
      EXPECT_EQ(found[order[i]].outcome, outcome_of(1, order[i]).outcome);
    }
  }
  EXPECT_LE(rows.size(), outcome_window / outcomes_per_row + 1) << "and rows are reused";
}

TEST(OutcomeRows, a_new_instance_takes_the_place_of_the_old_one) {
  auto row = *update_outcomes("", std::vector{outcome_of(1, 64), outcome_of(1, 65)});
  ASSERT_EQ(read(row).size(), 2U);
  row = *update_outcomes(row, std::vector{outcome_of(1, 66), outcome_of(2, 64), outcome_of(1, 67)});
  ASSERT_EQ(read(row).size(), 1U);
  EXPECT_EQ(read(row).front().instance, 2U);
}

TEST(OutcomeRows, a_row_cut_short_is_damaged) {
  const auto row = *update_outcomes("", std::vector{outcome_of(1, 1), outcome_of(1, 2)});
  for (size_t size = 1; size < row.size(); ++size) {
    const bool whole = read_outcomes(std::string_view(row).substr(0, size), [](const auto&) {});
    EXPECT_EQ(whole, size == row.size() / 2) << size;
    const auto updated = update_outcomes(row.substr(0, size), std::vector{outcome_of(1, 3)});
    EXPECT_EQ(updated.has_value(), whole) << "and what it held is not left out silently";
  }
  EXPECT_EQ(origin_of_row(outcome_row_key("node/n1", {5})), "node/n1");
  EXPECT_EQ(origin_of_row("outcome/"), "");
  EXPECT_EQ(origin_of_row("node/n1"), "");
}

}  // namespace
}  // namespace shoal::store
