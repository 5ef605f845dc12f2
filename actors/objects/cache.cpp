#include <list>
#include <mutex>
#include <unordered_map>

#include "actors/objects/codec.hpp"
#include "actors/objects/keyring.hpp"
#include "actors/objects/view.hpp"

namespace shoal::objects {
namespace {

// A decoded value takes several times its stored form; this only orders eviction, so a guess
// serves.
constexpr size_t decoded_factor = 4;
constexpr size_t entry_overhead_bytes = 256;
constexpr size_t shards = 16;

}  // namespace

// Entries are found by the stored object itself: it is immutable, so its address while held is its
// identity, and a new version is another object.
struct Cache::State {
  struct Entry {
    store::ObjectPtr object;
    BoxPtr box;
    size_t bytes;
  };
  struct Shard {
    std::mutex mutex;
    std::list<Entry> recent;  // front: used last
    std::unordered_map<const store::Object*, std::list<Entry>::iterator> places;
    size_t bytes = 0;
  };
  Shard shard[shards];
  size_t shard_bytes_max = 0;
  std::shared_ptr<const Keyring> keys;

  Shard& of(const store::Object* object) {
    return shard[(reinterpret_cast<uintptr_t>(object) >> 6) % shards];
  }
  void insert(Shard& s, Entry entry) {
    s.bytes += entry.bytes;
    s.recent.push_front(std::move(entry));
    s.places[s.recent.front().object.get()] = s.recent.begin();
    while (s.bytes > shard_bytes_max && s.recent.size() > 1) {
      s.bytes -= s.recent.back().bytes;
      s.places.erase(s.recent.back().object.get());
      s.recent.pop_back();
    }
  }
};

Cache::Cache(size_t bytes_max) : state_(std::make_unique<State>()) {
  state_->shard_bytes_max = bytes_max / shards;
}
Cache::~Cache() = default;

void Cache::use(std::shared_ptr<const Keyring> keys) {
  state_->keys = std::move(keys);
}
const Keyring* Cache::keys() const {
  return state_->keys.get();
}

BoxPtr Cache::get(const schema::Kind& kind, const store::ObjectPtr& object) {
  if (!object) return nullptr;
  auto& shard = state_->of(object.get());
  {
    std::lock_guard lock(shard.mutex);
    if (auto found = shard.places.find(object.get()); found != shard.places.end()) {
      shard.recent.splice(shard.recent.begin(), shard.recent, found->second);
      return found->second->box;
    }
  }
  auto decoded = decode(kind, *object, keys());
  if (!decoded.ok()) return nullptr;
  auto box = std::make_shared<const schema::Box>(std::move(*decoded));
  std::lock_guard lock(shard.mutex);
  if (auto found = shard.places.find(object.get()); found != shard.places.end())
    return found->second->box;
  state_->insert(shard, {object, box, object->body.size() * decoded_factor + entry_overhead_bytes});
  return box;
}

}  // namespace shoal::objects
