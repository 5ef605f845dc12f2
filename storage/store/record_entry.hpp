#pragma once
// Records by key: what apply keeps besides objects. A record is a number and a text; which of them
// means what is docs/formats.md's. Pure.

#include <memory>
#include <string>
#include <string_view>

#include "storage/store/tree.hpp"

namespace shoal::store {

struct RecordEntry {
  std::string key;
  uint64_t number = 0;
  std::string text;
};
using RecordPtr = std::shared_ptr<const RecordEntry>;

struct RecordKey {
  std::string_view operator()(const RecordPtr& record) const { return record->key; }
};
using RecordTree = Tree<RecordPtr, RecordKey>;

namespace record_key {
inline constexpr std::string_view state = "state";           // Registers, see registers.hpp
inline constexpr std::string_view level = "level";           // number: the feature level
inline constexpr std::string_view shard = "shard/";          // number: epoch, text: host
inline constexpr std::string_view node = "node/";            // number: epoch
inline constexpr std::string_view placement = "placement/";  // number: sequence
inline constexpr std::string_view counter = "counter/";      // number
inline constexpr std::string_view claim = "claim/";          // pool, 0x00, value; text: holder
inline constexpr std::string_view origin = "origin/";  // number: instance; text: "closed" or empty
inline constexpr std::string_view outcome = "outcome/";  // origin, 0x00, slot: not in the tree
inline constexpr std::string_view skip = "skip/";        // index as 8 bytes big-endian
}  // namespace record_key

std::string join(std::string_view prefix, std::string_view name);
std::string claim_key(std::string_view pool, std::string_view value);

// The stored form: number as 8 bytes little-endian, then the text. Nothing when it is too short.
std::string print_record(uint64_t number, std::string_view text);
RecordPtr parse_record(std::string key, std::string_view value);

const RecordEntry* find_record(const RecordTree& records, std::string_view prefix,
                               std::string_view name);

}  // namespace shoal::store
