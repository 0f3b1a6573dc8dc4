/* exm-row-selection.c - which rows of the table are selected
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-row-selection.h"

/* GtkMultiSelection asks for every item when all are selected and keeps it
 * alive (house measurement: 0.3 to 0.8 s a million). Here a selection is a set
 * of positions, and GtkBitset keeps ranges.
 *
 * A new query replaces all rows. Between the model's `about-to-reset` and
 * `reset` the selected ids are held in `kept` and found again afterwards.
 *
 * The model tells such a change as all rows gone and then all rows new, because
 * GTK asks for every item when both stand in one signal. On the first of the two
 * GTK would throw its 205 rows of widgets away, and make them anew on the second:
 * 60 of 110 ms. So the old rows stay for a moment, as ghosts behind the new ones:
 *
 *   [old] ─► [new][ghosts] ─► `staged`: the view goes to the new rows and takes
 *   its widgets along ─► [new]
 *
 * A ghost has no item any more and is not to be bound. */

/* Ids that are to be selected wait this long (µs) for the change that brings them. */
#define AWAIT_MAX (3 * G_TIME_SPAN_SECOND)

/* With less than this many rows left out, a target is told as "all but these". */
#define EXCEPT_MAX 4096

struct _ExmRowSelection
{
  GObject parent_instance;

  ExmRowModel *model;
  GtkBitset   *selected;

  GHashTable *kept;          /* set of row ids, between about-to-reset and reset */
  GHashTable *awaited;       /* set of row ids to select after the next change of rows */
  gint64      awaited_until; /* monotonic time, µs */
  guint       n_lost;
  guint       n_ghosts; /* old rows that the view still has, behind the model's */
  guint       is_resetting : 1;
  guint       is_all : 1; /* all were asked for: rows that a search still brings are too */
};

enum
{
  PROP_0,
  PROP_MODEL,
  N_PROPS
};

enum
{
  SIGNAL_LOST,
  SIGNAL_STAGED,
  N_SIGNALS
};

/* --- GListModel ------------------------------------------------------------- */

static GType
exm_row_selection_get_item_type (GListModel *list)
{
  return EXM_TYPE_ROW;
}

static guint
exm_row_selection_get_n_items (GListModel *list)
{
  ExmRowSelection *self = EXM_ROW_SELECTION (list);

  return g_list_model_get_n_items (G_LIST_MODEL (self->model)) + self->n_ghosts;
}

static gpointer
exm_row_selection_get_item (GListModel *list,
                            guint       position)
{
  ExmRowSelection *self = EXM_ROW_SELECTION (list);

  /* GTK has the items of the ghosts; should it ask all the same, a list gives
   * something for each of its places. */
  if (exm_row_selection_is_ghost (self, position))
    position = 0;
  return g_list_model_get_item (G_LIST_MODEL (self->model), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = exm_row_selection_get_item_type;
  iface->get_n_items = exm_row_selection_get_n_items;
  iface->get_item = exm_row_selection_get_item;
}

/* --- GtkSelectionModel -------------------------------------------------------- */

static gboolean
exm_row_selection_is_selected (GtkSelectionModel *selection,
                               guint              position)
{
  return gtk_bitset_contains (EXM_ROW_SELECTION (selection)->selected, position);
}

static GtkBitset *
exm_row_selection_get_selection_in_range (GtkSelectionModel *selection,
                                          guint              position,
                                          guint              n_items)
{
  /* Callers intersect it with their range themselves; the set is shared. */
  return gtk_bitset_ref (EXM_ROW_SELECTION (selection)->selected);
}

/* Makes @wanted (transfer full) the selection and tells the span that changed. */
static void
exm_row_selection_replace (ExmRowSelection *self,
                           GtkBitset       *wanted)
{
  g_autoptr(GtkBitset) changes = gtk_bitset_copy (self->selected);

  self->is_all = FALSE;
  gtk_bitset_difference (changes, wanted);
  gtk_bitset_unref (self->selected);
  self->selected = wanted;
  if (gtk_bitset_is_empty (changes))
    return;

  guint first = gtk_bitset_get_minimum (changes);
  guint last = gtk_bitset_get_maximum (changes);

  gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, last - first + 1);
}

static gboolean
exm_row_selection_set_selection (GtkSelectionModel *selection,
                                 GtkBitset         *selected,
                                 GtkBitset         *mask)
{
  ExmRowSelection *self = EXM_ROW_SELECTION (selection);
  GtkBitset       *wanted = gtk_bitset_copy (self->selected);
  guint            n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autoptr(GtkBitset) added = gtk_bitset_copy (selected);

  gtk_bitset_intersect (added, mask);
  gtk_bitset_subtract (wanted, mask);
  gtk_bitset_union (wanted, added);
  /* A caller may name positions past the end. */
  if (!gtk_bitset_is_empty (wanted) && gtk_bitset_get_maximum (wanted) >= n_items)
    gtk_bitset_remove_range_closed (wanted, n_items, gtk_bitset_get_maximum (wanted));
  exm_row_selection_replace (self, wanted);
  return TRUE;
}

static gboolean
exm_row_selection_select_range (GtkSelectionModel *selection,
                                guint              position,
                                guint              n_items,
                                gboolean           unselect_rest)
{
  ExmRowSelection *self = EXM_ROW_SELECTION (selection);
  guint            total = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  GtkBitset       *wanted;

  g_clear_pointer (&self->awaited, g_hash_table_unref);
  wanted = unselect_rest ? gtk_bitset_new_empty () : gtk_bitset_copy (self->selected);
  if (position < total)
    gtk_bitset_add_range (wanted, position, MIN (n_items, total - position));
  exm_row_selection_replace (self, wanted);
  return TRUE;
}

static gboolean
exm_row_selection_unselect_range (GtkSelectionModel *selection,
                                  guint              position,
                                  guint              n_items)
{
  ExmRowSelection *self = EXM_ROW_SELECTION (selection);
  GtkBitset       *wanted = gtk_bitset_copy (self->selected);

  gtk_bitset_remove_range (wanted, position, n_items);
  exm_row_selection_replace (self, wanted);
  return TRUE;
}

static gboolean
exm_row_selection_select_item (GtkSelectionModel *selection,
                               guint              position,
                               gboolean           unselect_rest)
{
  return exm_row_selection_select_range (selection, position, 1, unselect_rest);
}

static gboolean
exm_row_selection_unselect_item (GtkSelectionModel *selection,
                                 guint              position)
{
  return exm_row_selection_unselect_range (selection, position, 1);
}

static gboolean
exm_row_selection_select_all (GtkSelectionModel *selection)
{
  exm_row_selection_select_range (selection, 0, G_MAXUINT, TRUE);
  EXM_ROW_SELECTION (selection)->is_all = TRUE;
  return TRUE;
}

static gboolean
exm_row_selection_unselect_all (GtkSelectionModel *selection)
{
  return exm_row_selection_select_range (selection, 0, 0, TRUE);
}

static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = exm_row_selection_is_selected;
  iface->get_selection_in_range = exm_row_selection_get_selection_in_range;
  iface->select_item = exm_row_selection_select_item;
  iface->unselect_item = exm_row_selection_unselect_item;
  iface->select_range = exm_row_selection_select_range;
  iface->unselect_range = exm_row_selection_unselect_range;
  iface->select_all = exm_row_selection_select_all;
  iface->unselect_all = exm_row_selection_unselect_all;
  iface->set_selection = exm_row_selection_set_selection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ExmRowSelection, exm_row_selection, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init) G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_iface_init))

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

/* --- following the model -------------------------------------------------------- */

/* Positions of the rows in @set. One walk over the order vector: no item is made. */
static GtkBitset *
exm_row_selection_find (ExmRowSelection *self,
                        GHashTable      *set)
{
  GtkBitset *found = gtk_bitset_new_empty ();
  guint      n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint      n_left = g_hash_table_size (set);

  for (guint i = 0; i < n_items && n_left > 0; i++)
    if (g_hash_table_contains (set, GUINT_TO_POINTER (exm_row_model_get_id (self->model, i))))
      {
        gtk_bitset_add (found, i);
        n_left--;
      }
  return found;
}

/* Returns: whether rows that were waited for have come and are selected now */
static gboolean
exm_row_selection_take_awaited (ExmRowSelection *self)
{
  g_autoptr(GHashTable) awaited = g_steal_pointer (&self->awaited);
  GtkBitset *found;

  if (awaited == NULL || g_get_monotonic_time () > self->awaited_until)
    return FALSE;
  found = exm_row_selection_find (self, awaited);
  if (gtk_bitset_is_empty (found))
    {
      self->awaited = g_steal_pointer (&awaited);
      gtk_bitset_unref (found);
      return FALSE;
    }
  exm_row_selection_replace (self, found);
  return TRUE;
}

static void
exm_row_selection_drop_ghosts (ExmRowSelection *self)
{
  guint n_ghosts = self->n_ghosts;

  self->n_ghosts = 0;
  if (n_ghosts > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), g_list_model_get_n_items (G_LIST_MODEL (self->model)), n_ghosts, 0);
}

static void
exm_row_selection_items_changed_cb (ExmRowSelection *self,
                                    guint            position,
                                    guint            removed,
                                    guint            added)
{
  gtk_bitset_splice (self->selected, position, removed, added);
  if (self->is_all && removed == 0 && exm_row_model_is_growing (self->model))
    gtk_bitset_add_range (self->selected, position, added);
  if (self->is_resetting && added == 0)
    {
      self->n_ghosts = removed;
      return;
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (self->n_ghosts > 0)
    {
      g_signal_emit (self, signals[SIGNAL_STAGED], 0);
      exm_row_selection_drop_ghosts (self);
    }
  if (added > 0 && !self->is_resetting)
    exm_row_selection_take_awaited (self);
}

static GHashTable *
exm_row_selection_id_set (const ExmRowId *ids,
                          gsize           n_ids)
{
  GHashTable *set = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < n_ids; i++)
    g_hash_table_add (set, GUINT_TO_POINTER (ids[i]));
  return set;
}

static void
exm_row_selection_about_to_reset_cb (ExmRowSelection *self)
{
  guint n_selected = exm_row_selection_get_n_selected (self);

  g_clear_pointer (&self->kept, g_hash_table_unref);
  self->is_resetting = TRUE;
  self->n_lost = 0;
  if (n_selected == 0)
    return;
  if (n_selected > EXM_ROW_SELECTION_KEEP_MAX)
    {
      self->n_lost = n_selected;
      return;
    }

  gsize                n_ids = 0;
  g_autofree ExmRowId *ids = exm_row_selection_dup_ids (self, &n_ids);

  self->kept = exm_row_selection_id_set (ids, n_ids);
}

static void
exm_row_selection_reset_cb (ExmRowSelection *self)
{
  g_autoptr(GHashTable) kept = g_steal_pointer (&self->kept);

  /* Still there when no new rows came. */
  exm_row_selection_drop_ghosts (self);
  self->is_resetting = FALSE;
  if (exm_row_selection_take_awaited (self))
    return;
  if (kept != NULL)
    exm_row_selection_replace (self, exm_row_selection_find (self, kept));
  else if (self->n_lost > 0)
    g_signal_emit (self, signals[SIGNAL_LOST], 0, self->n_lost);
  self->n_lost = 0;
}

static void
exm_row_selection_set_model (ExmRowSelection *self,
                             ExmRowModel     *model)
{
  g_set_object (&self->model, model);
  g_signal_connect_object (model, "items-changed",
                           G_CALLBACK (exm_row_selection_items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "about-to-reset",
                           G_CALLBACK (exm_row_selection_about_to_reset_cb), self, G_CONNECT_SWAPPED);
  /* After: the view has taken in the new rows by then. */
  g_signal_connect_object (model, "reset",
                           G_CALLBACK (exm_row_selection_reset_cb), self, G_CONNECT_SWAPPED);
}

/* --- object --------------------------------------------------------------------- */

static void
exm_row_selection_finalize (GObject *object)
{
  ExmRowSelection *self = EXM_ROW_SELECTION (object);

  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_clear_pointer (&self->awaited, g_hash_table_unref);
  g_clear_pointer (&self->selected, gtk_bitset_unref);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (exm_row_selection_parent_class)->finalize (object);
}

static void
exm_row_selection_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ExmRowSelection *self = EXM_ROW_SELECTION (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_row_selection_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ExmRowSelection *self = EXM_ROW_SELECTION (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      exm_row_selection_set_model (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_row_selection_class_init (ExmRowSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = exm_row_selection_finalize;
  object_class->get_property = exm_row_selection_get_property;
  object_class->set_property = exm_row_selection_set_property;

  properties[PROP_MODEL] =
    g_param_spec_object ("model", NULL, NULL, EXM_TYPE_ROW_MODEL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_LOST] =
    g_signal_new ("lost", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_STAGED] =
    g_signal_new ("staged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
exm_row_selection_init (ExmRowSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
}

/* --- public --------------------------------------------------------------------- */

ExmRowSelection *
exm_row_selection_new (ExmRowModel *model)
{
  return g_object_new (EXM_TYPE_ROW_SELECTION, "model", model, NULL);
}

ExmRowModel *
exm_row_selection_get_model (ExmRowSelection *self)
{
  g_return_val_if_fail (EXM_IS_ROW_SELECTION (self), NULL);

  return self->model;
}

gboolean
exm_row_selection_is_ghost (ExmRowSelection *self,
                            guint            position)
{
  g_return_val_if_fail (EXM_IS_ROW_SELECTION (self), FALSE);

  return self->n_ghosts > 0 && position >= g_list_model_get_n_items (G_LIST_MODEL (self->model));
}

gboolean
exm_row_selection_is_resetting (ExmRowSelection *self)
{
  g_return_val_if_fail (EXM_IS_ROW_SELECTION (self), FALSE);

  return self->is_resetting;
}

guint
exm_row_selection_get_n_selected (ExmRowSelection *self)
{
  g_return_val_if_fail (EXM_IS_ROW_SELECTION (self), 0);

  return gtk_bitset_get_size (self->selected);
}

guint
exm_row_selection_get_single (ExmRowSelection *self)
{
  if (exm_row_selection_get_n_selected (self) != 1)
    return GTK_INVALID_LIST_POSITION;
  return gtk_bitset_get_minimum (self->selected);
}

guint
exm_row_selection_get_first (ExmRowSelection *self)
{
  g_return_val_if_fail (EXM_IS_ROW_SELECTION (self), GTK_INVALID_LIST_POSITION);

  if (gtk_bitset_is_empty (self->selected))
    return GTK_INVALID_LIST_POSITION;
  return gtk_bitset_get_minimum (self->selected);
}

guint
exm_row_selection_get_last (ExmRowSelection *self)
{
  g_return_val_if_fail (EXM_IS_ROW_SELECTION (self), GTK_INVALID_LIST_POSITION);

  if (gtk_bitset_is_empty (self->selected))
    return GTK_INVALID_LIST_POSITION;
  return gtk_bitset_get_maximum (self->selected);
}

static ExmRowId *
exm_row_selection_ids_of (ExmRowSelection *self,
                          GtkBitset       *positions,
                          gsize           *n_ids)
{
  GtkBitsetIter        iter;
  guint                position;
  g_autofree ExmRowId *ids = g_new (ExmRowId, gtk_bitset_get_size (positions) + 1);
  gsize                n = 0;

  for (gboolean valid = gtk_bitset_iter_init_first (&iter, positions, &position); valid;
       valid = gtk_bitset_iter_next (&iter, &position))
    {
      ExmRowId id = exm_row_model_get_id (self->model, position);

      if (id != 0)
        ids[n++] = id;
    }
  *n_ids = n;
  return g_steal_pointer (&ids);
}

ExmRowId *
exm_row_selection_dup_ids (ExmRowSelection *self,
                           gsize           *n_ids)
{
  g_return_val_if_fail (EXM_IS_ROW_SELECTION (self), NULL);
  g_return_val_if_fail (n_ids != NULL, NULL);

  *n_ids = 0;
  if (gtk_bitset_is_empty (self->selected))
    return NULL;
  return exm_row_selection_ids_of (self, self->selected, n_ids);
}

ExmTarget *
exm_row_selection_dup_target (ExmRowSelection *self)
{
  g_return_val_if_fail (EXM_IS_ROW_SELECTION (self), NULL);

  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint n_selected = exm_row_selection_get_n_selected (self);
  gsize n_ids = 0;

  if (n_selected == 0)
    return NULL;
  if (n_selected > EXCEPT_MAX && n_items - n_selected <= EXCEPT_MAX)
    {
      g_autoptr(GtkBitset) rest = gtk_bitset_new_range (0, n_items);

      gtk_bitset_subtract (rest, self->selected);

      g_autofree ExmRowId *except = exm_row_selection_ids_of (self, rest, &n_ids);

      return exm_target_new_query (exm_row_model_get_query (self->model), except, n_ids);
    }

  g_autofree ExmRowId *ids = exm_row_selection_dup_ids (self, &n_ids);

  return exm_target_new_rows (ids, n_ids);
}

void
exm_row_selection_select_ids (ExmRowSelection *self,
                              const ExmRowId  *ids,
                              gsize            n_ids)
{
  g_return_if_fail (EXM_IS_ROW_SELECTION (self));

  g_autoptr(GHashTable) set = exm_row_selection_id_set (ids, n_ids);

  exm_row_selection_replace (self, exm_row_selection_find (self, set));
  g_clear_pointer (&self->awaited, g_hash_table_unref);
  self->awaited = g_steal_pointer (&set);
  self->awaited_until = g_get_monotonic_time () + AWAIT_MAX;
}
