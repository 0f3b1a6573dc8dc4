/* exm-label-page-order.c - which posts come up, and in which order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-page-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-label-rows.h"
#include "exm-saved-search.h"
#include "exm-settings.h"
#include "exm-unsure.h"

/* The settings know the orders by these names. */
static const char *const order_ids[EXM_N_QUEUE_ORDERS] = { "listed", "shuffled", "shortest", "unsure" };

static ExmQueueOrder
get_order (void)
{
  g_autofree char *id = g_settings_get_string (exm_settings_get_default (), "label-order");

  for (guint i = 0; i < EXM_N_QUEUE_ORDERS; i++)
    if (g_str_equal (order_ids[i], id))
      return i;
  return EXM_QUEUE_AS_LISTED;
}

static ExmQuery *
dup_query (ExmLabelPage *self)
{
  switch (self->scope)
    {
    case EXM_SCOPE_FILTER:
      return exm_label_rows_dup_filter (GTK_WIDGET (self));
    case EXM_SCOPE_GIVEN:
      return self->given != NULL ? exm_query_copy (self->given) : NULL;
    case EXM_SCOPE_TODO:
    default:
      return NULL;
    }
}

/* --- unsure first ----------------------------------------------------------------------- */

static void
ranked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExmLabelPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRowIds) ranking = exm_unsure_rank_finish (result, &error);
  g_autoptr(ExmQuery) query = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->queue == NULL)
    return;
  self->is_ranking = FALSE;
  if (ranking == NULL)
    {
      _exm_label_page_hint (self, error->message);
      return;
    }
  query = dup_query (self);
  exm_queue_start (self->queue, query, EXM_QUEUE_RANKED, 0, ranking);
  _exm_label_page_hint (self, _ ("The posts that the local model is least sure of come first"));
}

static void
rank (ExmLabelPage   *self,
      const ExmQuery *query)
{
  g_autoptr(ExmQuery) todo = query != NULL ? exm_query_copy (query) : exm_query_new ();

  if (query == NULL)
    todo->states = 1u << EXM_STATE_TODO;
  self->is_ranking = TRUE;
  exm_unsure_rank_async (self->dataset, todo, self->cancellable, ranked_cb, g_object_ref (self));
}

/* --- beginning ----------------------------------------------------------------------------- */

void
_exm_label_page_start (ExmLabelPage *self)
{
  g_autoptr(ExmQuery) query = NULL;
  ExmQueueOrder order = get_order ();

  if (self->queue == NULL)
    return;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->is_ranking = FALSE;
  self->has_begun = TRUE;
  _exm_label_page_drop_held (self);
  query = dup_query (self);
  if (order == EXM_QUEUE_RANKED && exm_unsure_get_lacking (self->dataset) != NULL)
    order = EXM_QUEUE_AS_LISTED;
  /* Until the ranking is there, as listed: nobody waits for it. */
  exm_queue_start (self->queue, query, order == EXM_QUEUE_RANKED ? EXM_QUEUE_AS_LISTED : order, 1, NULL);
  if (order == EXM_QUEUE_RANKED)
    rank (self, query);
  exm_post_grid_set_query (EXM_POST_GRID (self->grid), query);
}

/* --- choosers --------------------------------------------------------------------------------- */

/* The one whose posts come up stands in the list already. */
static gboolean
is_offered (ExmLabelPage         *self,
            const ExmSavedSearch *search)
{
  return g_strcmp0 (self->given_title, search->name) != 0;
}

void
_exm_label_page_fill_scopes (ExmLabelPage *self)
{
  g_autoptr(GtkStringList) scopes = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) orders = gtk_string_list_new (NULL);
  const char      *lacking = self->dataset != NULL ? exm_unsure_get_lacking (self->dataset) : NULL;
  g_autofree char *unsure = lacking != NULL ? g_strdup_printf (_ ("Unsure first (%s)"), lacking) : g_strdup (_ ("Unsure First"));

  self->is_filling = TRUE;
  /* The grid is for looking over: what has a label stays in sight. */
  gtk_string_list_append (scopes, self->is_grid ? _ ("All Posts") : _ ("What Is to Do"));
  gtk_string_list_append (scopes, _ ("As the Table Is Filtered"));
  if (self->given_title != NULL)
    gtk_string_list_append (scopes, self->given_title);
  for (guint i = 0; self->saved != NULL && i < self->saved->len; i++)
    if (is_offered (self, self->saved->pdata[i]))
      gtk_string_list_append (scopes, ((ExmSavedSearch *)self->saved->pdata[i])->name);
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->scope_drop), G_LIST_MODEL (scopes));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->scope_drop), self->scope);

  gtk_string_list_append (orders, _ ("As Listed"));
  gtk_string_list_append (orders, _ ("Shuffled"));
  gtk_string_list_append (orders, _ ("Shortest First"));
  gtk_string_list_append (orders, unsure);
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->order_drop), G_LIST_MODEL (orders));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->order_drop), lacking != NULL && get_order () == EXM_QUEUE_RANKED ? 0 : get_order ());
  self->is_filling = FALSE;
}

/* Not while the chooser tells that something was chosen: it gets other entries. */
static gboolean
choose_cb (gpointer user_data)
{
  ExmLabelPage *self = user_data;
  guint         number = self->chosen;

  self->choose_id = 0;
  for (guint i = 0; self->saved != NULL && i < self->saved->len; i++)
    if (is_offered (self, self->saved->pdata[i]) && number-- == 0)
      {
        g_autoptr(ExmSavedSearch) search = exm_saved_search_copy (self->saved->pdata[i]);

        exm_label_page_set_queue (self, search->query, search->name);
        break;
      }
  return G_SOURCE_REMOVE;
}

void
_exm_label_page_scope_cb (ExmLabelPage *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->scope_drop));

  guint n_fixed = self->given_title != NULL ? EXM_SCOPE_GIVEN + 1 : EXM_SCOPE_GIVEN;

  if (self->is_filling || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected >= n_fixed)
    {
      self->chosen = selected - n_fixed;
      if (self->choose_id == 0)
        self->choose_id = g_idle_add (choose_cb, self);
      return;
    }
  self->scope = selected;
  _exm_label_page_start (self);
}

void
_exm_label_page_order_cb (ExmLabelPage *self)
{
  guint       selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->order_drop));
  const char *lacking;

  if (self->is_filling || selected >= EXM_N_QUEUE_ORDERS)
    return;
  lacking = self->dataset != NULL ? exm_unsure_get_lacking (self->dataset) : NULL;
  if (selected == EXM_QUEUE_RANKED && lacking != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("Unsure first: %s"), lacking);

      _exm_label_page_hint (self, text);
      self->is_filling = TRUE;
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->order_drop), get_order () == EXM_QUEUE_RANKED ? 0 : get_order ());
      self->is_filling = FALSE;
      return;
    }
  g_settings_set_string (exm_settings_get_default (), "label-order", order_ids[selected]);
  _exm_label_page_start (self);
}

/* --- saved searches ---------------------------------------------------------------------------- */

void
_exm_label_page_forget_saved (ExmLabelPage *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_handle_id (&self->choose_id, g_source_remove);
  g_clear_pointer (&self->saved, g_ptr_array_unref);
}

static void
read_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  ExmLabelPage *self = user_data; /* perhaps gone: ask the result first */
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) saved = exm_saved_search_list_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Who cannot read them can label all the same. */
  if (saved == NULL)
    {
      g_debug ("saved searches: %s", error->message);
      return;
    }
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  self->saved = g_steal_pointer (&saved);
  _exm_label_page_fill_scopes (self);
}

void
_exm_label_page_read_saved (ExmLabelPage *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  exm_saved_search_list_async (self->dataset, self->reading, read_saved_cb, self);
}
