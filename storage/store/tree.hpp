#pragma once
// Tree: an ordered map as a persistent B+ tree. A copy is one pointer; a change copies the path
// from the root to one leaf, except for nodes made under the same `edit` number, which it changes
// in place. So one writer batches its changes under one edit, and whoever copied the tree before
// that edit began sees none of them. Pure. Copies are read by any thread; an edit number is never
// used again.
//
// Item is a pointer to something immutable, KeyOf()(item) its key, which is unique.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::store {

template <class Item, class KeyOf>
class Tree {
 public:
  // The item of this key, or null.
  const Item* find(std::string_view key) const {
    const Node* node = root_.get();
    if (!node) return nullptr;
    while (!node->leaf()) node = node->children[child_of(*node, key)].get();
    const auto at = slot(*node, key);
    return at < node->items.size() ? &node->items[at] : nullptr;
  }

  size_t size() const { return root_ ? root_->count : 0; }

  // How many keys are smaller.
  size_t rank(std::string_view key) const {
    const Node* node = root_.get();
    size_t before = 0;
    while (node && !node->leaf()) {
      const auto at = child_of(*node, key);
      for (size_t i = 0; i < at; ++i) before += node->children[i]->count;
      node = node->children[at].get();
    }
    return node ? before + lower(*node, key) : 0;
  }

  // Items with a key >= `from`, in order, until `visit(item)` returns false.
  template <class Visit>
  void scan(std::string_view from, Visit&& visit) const {
    if (root_) walk(*root_, from, visit);
  }

  void put(Item item, uint64_t edit) {
    if (!root_) root_ = make(edit);
    root_ = own(root_, edit);
    const std::string_view key = KeyOf()(item);
    if (auto right = insert(*root_, key, std::move(item), edit)) {
      auto grown = make(edit);
      grown->separators = share({nullptr, first_key(*right)});
      grown->children = {std::move(root_), std::move(right)};
      recount(*grown);
      root_ = std::move(grown);
    }
  }

  // False when there is no such key (and then nothing is copied).
  bool remove(std::string_view key, uint64_t edit) {
    if (!find(key)) return false;
    root_ = own(root_, edit);
    erase(*root_, key, edit);
    while (!root_->leaf() && root_->children.size() == 1) {
      NodePtr only = root_->children[0];
      root_ = std::move(only);
    }
    return true;
  }

 private:
  static constexpr size_t width_max =
      32;  // items or children of a node: copying is cheap, depth <= 5
  struct Node;
  using NodePtr = std::shared_ptr<Node>;
  using Separator = std::shared_ptr<const std::string>;  // not an item, which it would keep alive
  using Separators = std::vector<Separator>;
  using SeparatorsPtr = std::shared_ptr<const Separators>;
  struct Node {
    uint64_t edit = 0;
    size_t count = 0;              // items below
    std::vector<Item> items;       // of a leaf
    std::vector<uint32_t> hashes;  // of the items' keys, in the same order
    // The lowest key that child i may hold; unused for the first. Copies of a node share them: they
    // change only where children are split or merged.
    SeparatorsPtr separators;
    std::vector<NodePtr> children;
    bool leaf() const { return children.empty(); }
    size_t width() const { return leaf() ? items.size() : children.size(); }
  };

  // Only finds, never orders: what it is may differ between programs.
  static uint32_t hash_of(std::string_view key) {
    return static_cast<uint32_t>(std::hash<std::string_view>()(key));
  }

  static SeparatorsPtr share(Separators separators) {
    return std::make_shared<const Separators>(std::move(separators));
  }

  // Where the leaf holds this key; its width: nowhere. Looking at an item's key costs a miss of the
  // cache; its hash stands beside the others'.
  static size_t slot(const Node& leaf, std::string_view key) {
    const auto hash = hash_of(key);
    for (size_t i = 0; i < leaf.hashes.size(); ++i)
      if (leaf.hashes[i] == hash && KeyOf()(leaf.items[i]) == key) return i;
    return leaf.items.size();
  }

  static NodePtr make(uint64_t edit) {
    auto node = std::make_shared<Node>();
    node->edit = edit;
    return node;
  }

  static NodePtr own(const NodePtr& node, uint64_t edit) {
    if (node->edit == edit) return node;
    auto copy = std::make_shared<Node>(*node);
    copy->edit = edit;
    return copy;
  }

  static size_t lower(const Node& leaf, std::string_view key) {
    const auto at =
        std::lower_bound(leaf.items.begin(), leaf.items.end(), key,
                         [](const Item& item, std::string_view k) { return KeyOf()(item) < k; });
    return static_cast<size_t>(at - leaf.items.begin());
  }

  static size_t child_of(const Node& node, std::string_view key) {
    const auto& separators = *node.separators;
    const auto at = std::upper_bound(separators.begin() + 1, separators.end(), key,
                                     [](std::string_view k, const Separator& s) { return k < *s; });
    return static_cast<size_t>(at - separators.begin()) - 1;
  }

  static Separator first_key(const Node& node) {
    const Node* at = &node;
    while (!at->leaf()) at = at->children[0].get();
    return std::make_shared<const std::string>(KeyOf()(at->items[0]));
  }

  static void recount(Node& node) {
    node.count = node.items.size();
    for (const auto& child : node.children) node.count += child->count;
  }

  // The right half, when the node became too wide.
  static NodePtr split(Node& node, uint64_t edit) {
    if (node.width() <= width_max) return nullptr;
    // Keys that only grow leave full nodes behind them when the split is uneven to the right.
    const auto keep = static_cast<long>(node.width() * 3 / 4);
    auto right = make(edit);
    move_tail(node.items, right->items, keep);
    move_tail(node.hashes, right->hashes, keep);
    if (!node.leaf()) {
      auto left = *node.separators;
      Separators tail;
      move_tail(left, tail, keep);
      node.separators = share(std::move(left));
      right->separators = share(std::move(tail));
    }
    move_tail(node.children, right->children, keep);
    recount(node);
    recount(*right);
    return right;
  }

  template <class Vector>
  static void move_tail(Vector& from, Vector& to, long keep) {
    if (from.empty()) return;
    to.assign(std::make_move_iterator(from.begin() + keep), std::make_move_iterator(from.end()));
    from.erase(from.begin() + keep, from.end());
  }

  static NodePtr insert(Node& node, std::string_view key, Item&& item, uint64_t edit) {
    if (node.leaf()) {
      put_in_leaf(node, key, std::move(item));
    } else {
      const auto at = child_of(node, key);
      node.children[at] = own(node.children[at], edit);
      // Counted by difference: the other children need not be looked at.
      node.count -= node.children[at]->count;
      auto right = insert(*node.children[at], key, std::move(item), edit);
      node.count += node.children[at]->count;
      if (right) adopt(node, at + 1, std::move(right));
    }
    return split(node, edit);
  }

  static void put_in_leaf(Node& leaf, std::string_view key, Item&& item) {
    if (const auto at = slot(leaf, key); at < leaf.items.size()) {
      leaf.items[at] = std::move(item);
      return;
    }
    const auto at = static_cast<long>(lower(leaf, key));
    leaf.hashes.insert(leaf.hashes.begin() + at, hash_of(key));
    leaf.items.insert(leaf.items.begin() + at, std::move(item));
    leaf.count = leaf.items.size();
  }

  static void adopt(Node& node, size_t at, NodePtr child) {
    auto separators = *node.separators;
    separators.insert(separators.begin() + static_cast<long>(at), first_key(*child));
    node.separators = share(std::move(separators));
    node.count += child->count;
    node.children.insert(node.children.begin() + static_cast<long>(at), std::move(child));
  }

  static void erase(Node& node, std::string_view key, uint64_t edit) {
    if (node.leaf()) {
      const auto at = static_cast<long>(lower(node, key));
      node.items.erase(node.items.begin() + at);
      node.hashes.erase(node.hashes.begin() + at);
      node.count = node.items.size();
    } else {
      const auto at = child_of(node, key);
      node.children[at] = own(node.children[at], edit);
      erase(*node.children[at], key, edit);
      --node.count;
      if (node.children[at]->width() < width_max / 4) shrink(node, at, edit);
    }
  }

  // A narrow child goes into a neighbour that has room, or disappears when it is empty.
  static void shrink(Node& node, size_t at, uint64_t edit) {
    if (node.children.size() < 2) return;
    const size_t left = at == 0 ? 0 : at - 1;
    const size_t right = left + 1;
    if (node.children[left]->width() + node.children[right]->width() > width_max) return;
    node.children[left] = own(node.children[left], edit);
    Node& into = *node.children[left];
    const Node& from = *node.children[right];
    into.items.insert(into.items.end(), from.items.begin(), from.items.end());
    into.hashes.insert(into.hashes.end(), from.hashes.begin(), from.hashes.end());
    auto separators = *node.separators;
    if (!from.leaf()) {
      auto joined = *into.separators;
      const auto seam = joined.size();
      joined.insert(joined.end(), from.separators->begin(), from.separators->end());
      joined[seam] = separators[right];
      into.separators = share(std::move(joined));
    }
    into.children.insert(into.children.end(), from.children.begin(), from.children.end());
    recount(into);
    node.children.erase(node.children.begin() + static_cast<long>(right));
    separators.erase(separators.begin() + static_cast<long>(right));
    node.separators = share(std::move(separators));
  }

  template <class Visit>
  static bool walk(const Node& node, std::string_view from, Visit& visit) {
    if (node.leaf()) {
      for (size_t i = lower(node, from); i < node.items.size(); ++i)
        if (!visit(node.items[i])) return false;
      return true;
    }
    for (size_t i = child_of(node, from); i < node.children.size(); ++i)
      if (!walk(*node.children[i], from, visit)) return false;
    return true;
  }

  NodePtr root_;
};

}  // namespace shoal::store
