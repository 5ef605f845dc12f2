#pragma once
// Era: what trees have let go since one published state, while that state or an earlier one may
// still be read. Whoever reads a state holds its era; an era holds the next one. So what lies in an
// era ends when no reader is left of its state, nor of any before it, and nothing has to be counted
// for each node of a tree.
//
// One writer buries and begins eras; any thread may let go of one, and then ends what lies there.

#include <memory>
#include <vector>

namespace shoal::store {

class Era {
 public:
  using End = void (*)(void*);

  Era() = default;
  Era(const Era&) = delete;
  Era& operator=(const Era&) = delete;
  ~Era();

  // `end(thing)` is called when nobody can reach it any more.
  void bury(void* thing, End end) { buried_.push_back({thing, end}); }
  template <class T>
  void bury(T* thing) {
    bury(const_cast<std::remove_const_t<T>*>(thing), [](void* t) { delete static_cast<T*>(t); });
  }

  // The era of the state that is published next. Once, by the writer, before that.
  std::shared_ptr<Era> begin_next() { return next_ = std::make_shared<Era>(); }

 private:
  struct Buried {
    void* thing;
    End end;
  };
  std::vector<Buried> buried_;
  std::shared_ptr<Era> next_;
};

}  // namespace shoal::store
