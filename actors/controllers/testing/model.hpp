#pragma once
// Model: the cluster's state for tests, in one thread: the real store, with entries made on the
// spot instead of by raft, and the real admission. Nothing here fails by itself.

#include <memory>
#include <string>

#include "actors/apiserver/registry/write.hpp"
#include "actors/objects/view.hpp"
#include "schema/vocab/random.hpp"
#include "storage/store/store.hpp"

namespace shoal::controllers::testing {

class Model {
 public:
  // With the namespaces default and kube-system. The clock outlives it.
  explicit Model(const Clock& clock, uint64_t seed = 1);

  objects::View view() const { return {store_.snapshot(), cache_}; }
  const std::shared_ptr<objects::Cache>& cache() const { return cache_; }
  const store::Store& store() const { return store_; }

  // An entry of its own in the log.
  store::Outcome commit(log::Transaction transaction);
  uint64_t writes() const { return writes_; }  // objects changed so far

  // Puts the object there as it stands: no admission, but defaults, a uid, a creation time and a
  // generation where it has none. Replaces what is there.
  void put(const schema::Kind& kind, schema::Box object);
  // Takes it out, whatever its finalizers say.
  void drop(const schema::Kind& kind, const std::string& space, const std::string& name);

  // As an administrator's request.
  api::WriteContext context();
  Status commit(Result<api::PlannedWrite> planned);

 private:
  const Clock& clock_;
  Random random_;
  store::Store store_;
  std::shared_ptr<objects::Cache> cache_ = std::make_shared<objects::Cache>();
  uint64_t sequence_ = 0;
  uint64_t writes_ = 0;
};

}  // namespace shoal::controllers::testing
