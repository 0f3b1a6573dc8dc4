/* exm-window-panels.c - task panel, readiness bar, Tune and Test in their places
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-window-private.h"

#include <glib/gi18n-lib.h>

#include "exm-accounts-dialog.h"
#include "exm-feedback.h"
#include "exm-label-page.h"
#include "exm-quarantine-dialog.h"
#include "exm-readiness-bar.h"
#include "exm-review-page.h"
#include "exm-task-panel.h"
#include "exm-test-page.h"
#include "exm-tidy-dialog.h"
#include "exm-tune-page.h"

/* Each of them knows the dataset; what one must tell another goes through here. */

static void
exm_window_update_limits (ExmWindow *self)
{
  const char         *chosen = exm_tune_page_get_base_model (EXM_TUNE_PAGE (self->tune_page));
  const ExmBaseModel *model = chosen != NULL ? exm_catalogue_find (self->catalogue, chosen) : NULL;
  ExmLimits           limits = { 0 };
  int                 low, high;

  if (model == NULL)
    model = exm_catalogue_get_default (self->catalogue);
  if (model == NULL)
    return;
  exm_catalogue_get_recommended (self->catalogue, &low, &high);
  limits.minimum = exm_catalogue_get_minimum (self->catalogue);
  limits.recommended_min = low;
  limits.recommended_max = high;
  limits.tokens_per_example = (guint)MIN (model->max_example_tokens, G_MAXUINT);
  limits.max_examples = model->max_examples;
  limits.max_file_bytes = model->max_file_bytes;
  limits.price_micros_per_million = model->price_micros;
  limits.epochs = EXM_COST_AUTOMATIC_EPOCHS;
  limits.currency = model->currency;
  limits.price_as_of = model->as_of;
  if (self->dataset != NULL)
    exm_dataset_set_token_limit (self->dataset, limits.tokens_per_example);
  exm_readiness_bar_set_limits (EXM_READINESS_BAR (self->readiness_bar), &limits, model->name);
}

static void
exm_window_submissions_cb (ExmWindow *self)
{
  exm_test_page_refresh (EXM_TEST_PAGE (self->test_page), 0);
}

static void
exm_window_test_cb (ExmWindow *self,
                    gint64     submission)
{
  exm_test_page_refresh (EXM_TEST_PAGE (self->test_page), submission);
  _exm_window_show_page (self, "test");
}

static void
exm_window_show_tune_cb (ExmWindow *self)
{
  _exm_window_show_page (self, "tune");
}

static void
exm_window_quarantine_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  if (self->dataset != NULL)
    gtk_window_present (GTK_WINDOW (exm_quarantine_dialog_new (GTK_WINDOW (self), self->dataset)));
}

static void
exm_window_accounts_action (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (exm_accounts_dialog_new (GTK_WINDOW (widget))));
}

static void
exm_window_tidy_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);
  GtkWidget *dialog;

  if (self->dataset == NULL || self->tune_page == NULL)
    return;
  dialog = exm_tidy_dialog_new (GTK_WINDOW (self), self->dataset, exm_tune_page_get_account (EXM_TUNE_PAGE (self->tune_page)));
  g_signal_connect_object (dialog, "removed", G_CALLBACK (exm_window_submissions_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
_exm_window_install_panel_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.accounts", NULL, exm_window_accounts_action);
  gtk_widget_class_install_action (widget_class, "win.tidy", NULL, exm_window_tidy_action);
  gtk_widget_class_install_action (widget_class, "win.quarantine", NULL, exm_window_quarantine_action);
}

/* Pages behind the one in front stay in the window, and with each move of the focus GTK
 * would work out their styles again: a fifth of the main loop's time for a label key. What
 * is not visible it leaves alone. The page itself has to be, or it could not be chosen. */
void
_exm_window_rest_pages (ExmWindow *self)
{
  GtkWidget *shown = adw_view_stack_get_visible_child (self->pages);

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    {
      GtkWidget *content = gtk_widget_get_first_child (page);

      if (content != NULL)
        gtk_widget_set_visible (content, page == shown);
    }
}

static void
exm_window_add_page (ExmWindow  *self,
                     GtkWidget  *page,
                     const char *name,
                     const char *title,
                     const char *icon)
{
  AdwViewStackPage *added = adw_view_stack_add_titled (self->pages, page, name, title);

  adw_view_stack_page_set_icon_name (added, icon);
}

void
_exm_window_place_panels (ExmWindow *self)
{
  g_autoptr(GError) error = NULL;

  self->task_panel = exm_task_panel_new ();
  adw_bin_set_child (self->sidebar_bin, self->task_panel);
  self->readiness_bar = exm_readiness_bar_new ();
  adw_bin_set_child (self->readiness_bin, self->readiness_bar);
  self->label_page = exm_label_page_new ();
  exm_window_add_page (self, self->label_page, "label", _ ("Label"), "exm-label-symbolic");
  self->review_page = exm_review_page_new ();
  exm_window_add_page (self, self->review_page, "review", _ ("Review"), "exm-review-symbolic");

  self->catalogue = exm_catalogue_load (&error);
  if (self->catalogue == NULL)
    {
      /* Labelling goes on without it; there is nothing to tune. */
      g_warning ("No list of models: %s", error->message);
      return;
    }
  self->tune_page = exm_tune_page_new ();
  exm_tune_page_set_catalogue (EXM_TUNE_PAGE (self->tune_page), self->catalogue);
  exm_window_add_page (self, self->tune_page, "tune", _ ("Tune"), "applications-science-symbolic");
  adw_bin_set_child (self->foot_bin, exm_tune_page_get_foot (EXM_TUNE_PAGE (self->tune_page)));
  self->test_page = exm_test_page_new ();
  exm_test_page_set_catalogue (EXM_TEST_PAGE (self->test_page), self->catalogue);
  exm_window_add_page (self, self->test_page, "test", _ ("Test"), "user-available-symbolic");

  _exm_window_rest_pages (self);

  g_signal_connect_object (self->tune_page, "submissions-changed",
                           G_CALLBACK (exm_window_submissions_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tune_page, "test", G_CALLBACK (exm_window_test_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tune_page, "notify::base-model",
                           G_CALLBACK (exm_window_update_limits), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->test_page, "show-tune",
                           G_CALLBACK (exm_window_show_tune_cb), self, G_CONNECT_SWAPPED);
}

void
_exm_window_hand_dataset (ExmWindow *self)
{
  exm_examples_page_set_dataset (self->examples_page, self->dataset);
  exm_label_page_set_dataset (EXM_LABEL_PAGE (self->label_page), self->dataset);
  exm_review_page_set_dataset (EXM_REVIEW_PAGE (self->review_page), self->dataset);
  exm_task_panel_set_dataset (EXM_TASK_PANEL (self->task_panel), self->dataset);
  exm_readiness_bar_set_dataset (EXM_READINESS_BAR (self->readiness_bar), self->dataset);
  if (self->catalogue == NULL)
    return;
  exm_tune_page_set_dataset (EXM_TUNE_PAGE (self->tune_page), self->dataset);
  exm_test_page_set_dataset (EXM_TEST_PAGE (self->test_page), self->dataset);
  exm_window_update_limits (self);
}

void
exm_window_show_newest_job (ExmWindow *self)
{
  g_return_if_fail (EXM_IS_WINDOW (self));

  if (self->tune_page == NULL)
    return;
  _exm_window_show_page (self, "tune");
  exm_tune_page_show_newest (EXM_TUNE_PAGE (self->tune_page));
}
