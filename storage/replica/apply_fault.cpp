#include "storage/replica/apply_fault.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "storage/log/transaction.hpp"

namespace shoal::replica {

std::optional<std::string> parse_apply_fault(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string word, prefix, more;
  if (!(words >> word >> prefix) || word != "die" || words >> more) return std::nullopt;
  return prefix;
}

bool writes_under(const raft::Entry& entry, std::string_view prefix) {
  if (entry.kind != raft::EntryKind::normal) return false;
  const auto decoded = log::decode_entry(entry.data);
  if (!decoded) return false;
  return std::any_of(decoded->transactions.begin(), decoded->transactions.end(), [&](auto& bytes) {
    const auto transaction = log::decode_transaction(bytes);
    return transaction && std::any_of(transaction->writes.begin(), transaction->writes.end(),
                                      [&](auto& write) { return write.key.starts_with(prefix); });
  });
}

std::function<void(const raft::Entry&)> follow_apply_fault(std::string path) {
  return [path = std::move(path)](const raft::Entry& entry) {
    std::ifstream file(path);
    std::string text;
    if (!file || !std::getline(file, text)) return;
    const auto prefix = parse_apply_fault(text);
    if (prefix && writes_under(entry, *prefix)) std::abort();
  };
}

}  // namespace shoal::replica
