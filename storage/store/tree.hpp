#pragma once
// Tree: an ordered map as a persistent B+ tree. A copy is one pointer; a change copies the path
// from the root to one leaf, except for nodes made under the same edit, which it changes in place.
// So one writer batches its changes under one edit, and whoever copied the tree before that edit
// began sees none of them. Pure. Copies are read by any thread; an edit's number is never used
// again.
//
// A copy owns nothing: what the writer's tree lets go is buried in the edit's Era, which readers
// hold (era.hpp). The writer calls clear() at the end.
//
// A node begins with what its keys have in common, and for each key the eight bytes behind that, as
// a number: going down compares numbers that stand beside each other, and looks at a key itself
// only where they are equal.
//
// Item is a pointer to something immutable, KeyOf()(item) its key, which is unique.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "storage/store/era.hpp"
#include "storage/store/tree_node.hpp"

namespace shoal::store {

// What changes belong together: all under one number that no published state has seen.
struct Edit {
  uint64_t number;
  Era& era;
};

template <class Item, class KeyOf>
class Tree {
 public:
  // The item of this key, or null. Valid as long as the era is held.
  const Item* find(std::string_view key) const {
    const Node* node = root_;
    if (!node) return nullptr;
    while (!node->leaf) node = inner(*node).children[child_of(inner(*node), key)];
    const auto& at = leaf(*node);
    const auto slot = at.lower(key);
    return slot < at.width && at.key(slot) == key ? &at.cells[slot]->item : nullptr;
  }

  size_t size() const { return root_ ? root_->count : 0; }

  // How many keys are smaller.
  size_t rank(std::string_view key) const {
    const Node* node = root_;
    size_t before = 0;
    while (node && !node->leaf) {
      const auto at = child_of(inner(*node), key);
      for (size_t i = 0; i < at; ++i) before += inner(*node).children[i]->count;
      node = inner(*node).children[at];
    }
    return node ? before + leaf(*node).lower(key) : 0;
  }

  // Items with a key >= `from`, in order, until `visit(item)` returns false.
  template <class Visit>
  void scan(std::string_view from, Visit&& visit) const {
    if (root_) walk(*root_, from, visit);
  }

  void put(Item item, const Edit& edit) {
    root_ = root_ ? own(root_, edit) : new Leaf(edit.number);
    const std::string_view key = KeyOf()(item);
    const auto right = insert(*root_, key, new Cell{std::move(item)}, edit);
    if (!right.node) return;
    auto* grown = new Inner(edit.number);
    grown->begin(root_);
    grown->insert(1, right);
    root_ = grown;
  }

  // False when there is no such key (and then nothing is copied).
  bool remove(std::string_view key, const Edit& edit) {
    if (!find(key)) return false;
    root_ = own(root_, edit);
    erase(*root_, key, edit);
    while (!root_->leaf && root_->width == 1) {
      auto* only = inner(*root_).children[0];
      drop(root_, edit);
      root_ = only;
    }
    return true;
  }

  // Lets go of everything.
  void clear(const Edit& edit) {
    if (root_) edit.era.bury(root_, [](void* root) { end_all(static_cast<Node*>(root)); });
    root_ = nullptr;
  }

 private:
  struct Cell {
    Item item;
  };
  struct Leaf : Node {
    explicit Leaf(uint64_t edit) : Node(edit, true) {}
    std::string_view key(size_t i) const { return KeyOf()(cells[i]->item); }
    size_t lower(std::string_view k) const {
      return Node::lower(0, k, [this](size_t i) { return key(i); });
    }
    void insert(size_t at, Cell* cell) {
      make_room(cells, at);
      cells[at] = cell;
      admit(0, at, [this](size_t i) { return key(i); });
      count = width;
    }
    void refit() {
      Node::refit(0, [this](size_t i) { return key(i); });
    }
    Cell* cells[width_max + 1];
  };
  // The right half of a node that was split, and the lowest key that it may hold.
  struct Right {
    const std::string* separator = nullptr;
    Node* node = nullptr;
  };
  struct Inner : Node {
    explicit Inner(uint64_t edit) : Node(edit, false) {}
    std::string_view key(size_t i) const { return *separators[i]; }
    // The first child has no separator: it holds whatever is smaller than the second's.
    void begin(Node* child) {
      separators[0] = nullptr;
      children[0] = child;
      digests[0] = 0;
      width = 1;
      count = child->count;
    }
    void insert(size_t at, const Right& right) {
      make_room(separators, at);
      make_room(children, at);
      separators[at] = right.separator;
      children[at] = right.node;
      admit(1, at, [this](size_t i) { return key(i); });
      count += right.node->count;
    }
    // Takes the children of `from` behind the first of them, which stands behind `separator`.
    void join(const Inner& from, size_t first, const std::string* separator) {
      std::copy(from.separators + first, from.separators + from.width, separators + width);
      std::copy(from.children + first, from.children + from.width, children + width);
      separators[width] = separator;
      for (size_t i = first; i < from.width; ++i) count += from.children[i]->count;
      width = static_cast<uint16_t>(width + from.width - first);
      refit();
    }
    void refit() {
      Node::refit(1, [this](size_t i) { return key(i); });
    }
    const std::string* separators[width_max + 1];  // the lowest key that child i may hold
    Node* children[width_max + 1];
  };

  static const Leaf& leaf(const Node& node) { return static_cast<const Leaf&>(node); }
  static const Inner& inner(const Node& node) { return static_cast<const Inner&>(node); }
  static Leaf& leaf(Node& node) { return static_cast<Leaf&>(node); }
  static Inner& inner(Node& node) { return static_cast<Inner&>(node); }

  static size_t child_of(const Inner& node, std::string_view key) {
    return node.upper(1, key, [&](size_t i) { return node.key(i); }) - 1;
  }

  // A node that was made under this edit was never seen by a reader.
  static void drop(Node* node, const Edit& edit) {
    if (node->edit == edit.number) return end(node);
    edit.era.bury(node, [](void* n) { end(static_cast<Node*>(n)); });
  }
  static void end(Node* node) {
    if (node->leaf)
      delete static_cast<Leaf*>(node);
    else
      delete static_cast<Inner*>(node);
  }
  static void end_all(Node* node) {
    for (size_t i = 0; i < node->width; ++i) {
      if (node->leaf) {
        delete leaf(*node).cells[i];
      } else {
        delete inner(*node).separators[i];
        end_all(inner(*node).children[i]);
      }
    }
    end(node);
  }

  static Node* own(Node* node, const Edit& edit) {
    if (node->edit == edit.number) return node;
    auto* copy = node->leaf ? static_cast<Node*>(new Leaf(leaf(*node))) : new Inner(inner(*node));
    copy->edit = edit.number;
    drop(node, edit);
    return copy;
  }

  static Right insert(Node& node, std::string_view key, Cell* cell, const Edit& edit) {
    if (node.leaf) {
      put_in_leaf(leaf(node), key, cell, edit);
      return node.width > Node::width_max ? split(leaf(node), edit) : Right();
    }
    auto& at = inner(node);
    const auto place = child_of(at, key);
    at.children[place] = own(at.children[place], edit);
    // Counted by difference: the other children need not be looked at.
    at.count -= at.children[place]->count;
    const auto right = insert(*at.children[place], key, cell, edit);
    at.count += at.children[place]->count;
    if (right.node) at.insert(place + 1, right);
    return node.width > Node::width_max ? split(at, edit) : Right();
  }

  static void put_in_leaf(Leaf& leaf, std::string_view key, Cell* cell, const Edit& edit) {
    const auto at = leaf.lower(key);
    if (at == leaf.width || leaf.key(at) != key) return leaf.insert(at, cell);
    edit.era.bury(std::exchange(leaf.cells[at], cell));
  }

  // Keys that only grow leave full nodes behind them when the split is uneven to the right.
  static Right split(Leaf& left, const Edit& edit) {
    auto* right = new Leaf(edit.number);
    const size_t keep = left.width * 3 / 4;
    std::copy(left.cells + keep, left.cells + left.width, right->cells);
    right->count = right->width = static_cast<uint16_t>(left.width - keep);
    left.count = left.width = static_cast<uint16_t>(keep);
    left.refit();
    right->refit();
    return {new std::string(right->key(0)), right};
  }

  static Right split(Inner& left, const Edit& edit) {
    auto* right = new Inner(edit.number);
    const size_t keep = left.width * 3 / 4;
    const auto* separator = left.separators[keep];
    right->join(left, keep, nullptr);
    left.width = static_cast<uint16_t>(keep);
    left.count -= right->count;
    left.refit();
    return {separator, right};
  }

  static void erase(Node& node, std::string_view key, const Edit& edit) {
    if (node.leaf) {
      auto& at = leaf(node);
      const auto slot = at.lower(key);
      edit.era.bury(at.cells[slot]);
      at.close(at.cells, slot);
      at.leave(slot);
      at.count = at.width;
      return;
    }
    auto& at = inner(node);
    const auto place = child_of(at, key);
    at.children[place] = own(at.children[place], edit);
    erase(*at.children[place], key, edit);
    --at.count;
    if (at.children[place]->width < Node::width_max / 4) shrink(at, place, edit);
  }

  // A narrow child goes into a neighbour that has room, or disappears when it is empty.
  static void shrink(Inner& node, size_t at, const Edit& edit) {
    if (node.width < 2) return;
    const size_t left = at == 0 ? 0 : at - 1;
    const size_t right = left + 1;
    if (node.children[left]->width + node.children[right]->width > Node::width_max) return;
    node.children[left] = own(node.children[left], edit);
    Node& into = *node.children[left];
    Node& from = *node.children[right];
    const auto* seam = node.separators[right];
    if (into.leaf) {
      std::copy(leaf(from).cells, leaf(from).cells + from.width, leaf(into).cells + into.width);
      into.count = into.width = static_cast<uint16_t>(into.width + from.width);
      leaf(into).refit();
      edit.era.bury(seam);
    } else {
      inner(into).join(inner(from), 0, seam);  // what divided them divides their children now
    }
    drop(&from, edit);
    node.close(node.separators, right);
    node.close(node.children, right);
    node.leave(right);
  }

  template <class Visit>
  static bool walk(const Node& node, std::string_view from, Visit& visit) {
    if (node.leaf) {
      const auto& at = leaf(node);
      for (size_t i = at.lower(from); i < at.width; ++i)
        if (!visit(at.cells[i]->item)) return false;
      return true;
    }
    const auto& at = inner(node);
    for (size_t i = child_of(at, from); i < at.width; ++i)
      if (!walk(*at.children[i], from, visit)) return false;
    return true;
  }

  Node* root_ = nullptr;
};

}  // namespace shoal::store
