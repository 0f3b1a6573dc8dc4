/* exm-row-model.c - a query's rows as a list model that fetches what is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-row-model.h"

#include "exm-row-model-private.h"

/* A row that moved is looked for so far around its old place first. */
#define NEAR_ROWS 512

enum
{
  PROP_0,
  PROP_DATASET,
  PROP_LOADING,
  PROP_QUERY,
  N_PROPS,
};

enum
{
  SIGNAL_ABOUT_TO_RESET,
  SIGNAL_RESET,
  N_SIGNALS,
};

static void exm_row_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ExmRowModel, exm_row_model, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, exm_row_model_list_model_init))

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

void
_exm_row_model_notify_loading (ExmRowModel *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

void
_exm_row_model_emit_reset (ExmRowModel *self,
                           gboolean     is_before)
{
  g_signal_emit (self, signals[is_before ? SIGNAL_ABOUT_TO_RESET : SIGNAL_RESET], 0);
}

/* --- GListModel -------------------------------------------------------------- */

static GType
exm_row_model_get_item_type (GListModel *model)
{
  return EXM_TYPE_ROW;
}

static guint
exm_row_model_get_n_items (GListModel *model)
{
  return (guint)EXM_ROW_MODEL (model)->n_items;
}

static gpointer
exm_row_model_get_item (GListModel *model,
                        guint       position)
{
  ExmRowModel *self = EXM_ROW_MODEL (model);
  guint        number = position / EXM_PAGE_ROWS;
  ExmRowId     id;
  ExmRow      *row;
  ExmPage     *page;

  if (position >= self->n_items)
    return NULL;

  self->n_items_asked++;
  id = self->order->ids[position];
  row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (id));
  if (row != NULL)
    g_object_ref (row);
  else
    {
      row = _exm_row_new (self, id, position);
      g_hash_table_insert (self->live, GUINT_TO_POINTER (id), row);
    }
  _exm_row_set_position (row, position);

  page = _exm_page_cache_get (self->cache, number);
  if (page == NULL)
    {
      _exm_page_cache_want (self->cache, number);
      _exm_row_model_fetch (self);
    }
  else if (!exm_row_is_loaded (row))
    {
      const ExmPageRow *content = _exm_page_find (page, id);

      if (content != NULL)
        _exm_row_set_page (row, page, content, self->all_changed);
    }
  return row;
}

static void
exm_row_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = exm_row_model_get_item_type;
  iface->get_n_items = exm_row_model_get_n_items;
  iface->get_item = exm_row_model_get_item;
}

/* --- for the rows -------------------------------------------------------------------------- */

guint
_exm_row_model_place (ExmRowModel *self,
                      ExmRowId     id,
                      guint        position)
{
  gsize first = position > NEAR_ROWS ? position - NEAR_ROWS : 0;
  gsize last = MIN (self->n_items, (gsize)position + NEAR_ROWS);

  if (position < self->n_items && self->order->ids[position] == id)
    return position;
  for (gsize i = first; i < last; i++)
    if (self->order->ids[i] == id)
      return (guint)i;
  return exm_row_model_find (self, id);
}

gboolean
_exm_row_model_is_plain (ExmRowModel *self)
{
  return exm_query_is_all (self->query) && self->query->sort == EXM_SORT_ORDER &&
         !self->query->descending;
}

void
_exm_row_model_forget (ExmRowModel *self,
                       ExmRow      *row)
{
  g_hash_table_remove (self->live, GUINT_TO_POINTER (exm_row_get_id (row)));
}

/* --- object ---------------------------------------------------------------------------------- */

static void
exm_row_model_constructed (GObject *object)
{
  ExmRowModel *self = EXM_ROW_MODEL (object);

  G_OBJECT_CLASS (exm_row_model_parent_class)->constructed (object);

  g_signal_connect_object (self->dataset, "changed",
                           G_CALLBACK (_exm_row_model_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->dataset, "notify::saving",
                           G_CALLBACK (_exm_row_model_saving_cb), self, G_CONNECT_SWAPPED);
  self->is_new_query = TRUE;
  _exm_row_model_run_query (self);
}

static void
exm_row_model_dispose (GObject *object)
{
  ExmRowModel   *self = EXM_ROW_MODEL (object);
  GHashTableIter iter;
  gpointer       row;

  if (self->querying != NULL)
    g_cancellable_cancel (self->querying);
  if (self->fetching != NULL)
    g_cancellable_cancel (self->fetching);
  g_clear_object (&self->querying);
  g_clear_object (&self->fetching);
  g_clear_handle_id (&self->saving_id, g_source_remove);

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    _exm_row_forget_model (row);
  g_hash_table_remove_all (self->live);

  G_OBJECT_CLASS (exm_row_model_parent_class)->dispose (object);
}

static void
exm_row_model_finalize (GObject *object)
{
  ExmRowModel *self = EXM_ROW_MODEL (object);

  g_clear_pointer (&self->order, exm_row_ids_unref);
  g_clear_pointer (&self->cache, _exm_page_cache_free);
  g_clear_pointer (&self->live, g_hash_table_unref);
  g_clear_pointer (&self->query, exm_query_free);
  g_clear_object (&self->dataset);

  G_OBJECT_CLASS (exm_row_model_parent_class)->finalize (object);
}

static void
exm_row_model_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ExmRowModel *self = EXM_ROW_MODEL (object);

  switch (prop_id)
    {
    case PROP_DATASET:
      g_value_set_object (value, self->dataset);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, exm_row_model_is_loading (self));
      break;
    case PROP_QUERY:
      g_value_set_boxed (value, self->query);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_row_model_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  ExmRowModel *self = EXM_ROW_MODEL (object);

  switch (prop_id)
    {
    case PROP_DATASET:
      self->dataset = g_value_dup_object (value);
      break;
    case PROP_QUERY:
      exm_row_model_set_query (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_row_model_class_init (ExmRowModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = exm_row_model_constructed;
  object_class->dispose = exm_row_model_dispose;
  object_class->finalize = exm_row_model_finalize;
  object_class->get_property = exm_row_model_get_property;
  object_class->set_property = exm_row_model_set_property;

  properties[PROP_DATASET] =
    g_param_spec_object ("dataset", NULL, NULL, EXM_TYPE_DATASET,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_QUERY] =
    g_param_spec_boxed ("query", NULL, NULL, EXM_TYPE_QUERY,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ABOUT_TO_RESET] =
    g_signal_new ("about-to-reset", EXM_TYPE_ROW_MODEL, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RESET] =
    g_signal_new ("reset", EXM_TYPE_ROW_MODEL, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
exm_row_model_init (ExmRowModel *self)
{
  self->query = exm_query_new ();
  self->cache = _exm_page_cache_new ();
  self->live = g_hash_table_new (NULL, NULL);
}

ExmRowModel *
exm_row_model_new (ExmDataset *dataset)
{
  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  return g_object_new (EXM_TYPE_ROW_MODEL, "dataset", dataset, NULL);
}

void
exm_row_model_set_query (ExmRowModel    *self,
                         const ExmQuery *query)
{
  g_return_if_fail (EXM_IS_ROW_MODEL (self));
  g_return_if_fail (query != NULL);

  if (exm_query_equal (self->query, query))
    return;
  exm_query_free (self->query);
  self->query = exm_query_copy (query);
  self->is_new_query = TRUE;
  _exm_row_model_run_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}

const ExmQuery *
exm_row_model_get_query (ExmRowModel *self)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), NULL);

  return self->query;
}

gboolean
exm_row_model_is_loading (ExmRowModel *self)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), FALSE);

  return self->querying != NULL;
}

ExmDataset *
exm_row_model_get_dataset (ExmRowModel *self)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), NULL);

  return self->dataset;
}

ExmRowId
exm_row_model_get_id (ExmRowModel *self,
                      guint        position)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), 0);

  return position < self->n_items ? self->order->ids[position] : 0;
}

guint
exm_row_model_find (ExmRowModel *self,
                    ExmRowId     id)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), G_MAXUINT);

  for (gsize i = 0; i < self->n_items; i++)
    if (self->order->ids[i] == id)
      return (guint)i;
  return G_MAXUINT;
}

void
exm_row_model_show_label (ExmRowModel *self,
                          ExmRowId     id,
                          ExmLabelId   label)
{
  ExmRow *row;

  g_return_if_fail (EXM_IS_ROW_MODEL (self));

  row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (id));
  if (row != NULL)
    _exm_row_show_label (row, label);
}

guint64
exm_row_model_get_n_items_asked (ExmRowModel *self)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), 0);

  return self->n_items_asked;
}

guint
exm_row_model_get_n_live_rows (ExmRowModel *self)
{
  g_return_val_if_fail (EXM_IS_ROW_MODEL (self), 0);

  return g_hash_table_size (self->live);
}
