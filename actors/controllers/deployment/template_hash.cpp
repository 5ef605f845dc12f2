#include "actors/controllers/deployment/template_hash.hpp"

#include <xxhash.h>

#include "schema/message/message.hpp"

namespace shoal::controllers {
namespace {

constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
constexpr size_t hash_letters = 10;

core::PodTemplateSpec unlabelled(const core::PodTemplateSpec& pods) {
  core::PodTemplateSpec copy = pods;
  copy.metadata.labels.erase(template_hash_label);
  return copy;
}

}  // namespace

std::string template_hash(const core::PodTemplateSpec& pods, int32_t collisions) {
  auto plain = unlabelled(pods);
  Bytes message = schema::encode_message(core::PodTemplateSpec::descriptor(), &plain);
  uint64_t hash = XXH3_64bits_withSeed(message.view().data(), message.view().size(),
                                       static_cast<uint64_t>(collisions));
  std::string text;
  for (size_t i = 0; i < hash_letters; ++i, hash /= letters.size())
    text += letters[hash % letters.size()];
  return text;
}

bool same_template(const core::PodTemplateSpec& a, const core::PodTemplateSpec& b) {
  if (!(a.spec == b.spec)) return false;
  return unlabelled(a) == unlabelled(b);
}

}  // namespace shoal::controllers
