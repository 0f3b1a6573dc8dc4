/* test-review-page.c - parts of the Review page: personal data, and a review that is dropped
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include <string.h>

#include "exm-personal.h"
#include "exm-problems-view.h"
#include "exm-review-copy.h"
#include "exm-review-marks.h"
#include "exm-review.h"
#include "exm-second-view.h"
#include "exm-task-panel.h"

#include "app-test.h"

#define N_ROWS 30
#define POST "Write to ann@example.org, or call +49 30 1234567, says @anna"

static void
run (ExmDataset *dataset,
     ExmCommand *command)
{
  g_autoptr(ExmCommand) own = command;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_run_sync (dataset, own, &error);

  g_assert_no_error (error);
}

static GtkWidget *
show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 900);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
drop_window (GtkWidget  *window,
             ExmDataset *dataset)
{
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle (50);
  app_test_dataset_close (dataset);
}

/* The first label, check box or expander that has these words, in sight. */
static GtkWidget *
find (GtkWidget  *within,
      GType       type,
      const char *words)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (within), type) && gtk_widget_get_mapped (within))
    {
      GtkWidget *label = GTK_IS_CHECK_BUTTON (within) ? gtk_check_button_get_child (GTK_CHECK_BUTTON (within))
                         : GTK_IS_EXPANDER (within)   ? gtk_expander_get_label_widget (GTK_EXPANDER (within))
                                                      : within;

      if (strstr (gtk_label_get_text (GTK_LABEL (label)), words) != NULL)
        return within;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (within); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, type, words);
  return found;
}

typedef struct
{
  GtkWidget  *within;
  GType       type;
  const char *words;
  GtkWidget  *found;
} Search;

static gboolean
is_found (gpointer user_data)
{
  Search *search = user_data;

  search->found = find (search->within, search->type, search->words);
  return search->found != NULL;
}

static GtkWidget *
await (GtkWidget  *within,
       GType       type,
       const char *words)
{
  Search search = { within, type, words, NULL };

  g_test_message ("waiting for “%s”", words);
  app_test_wait (is_found, &search);
  return search.found;
}

static GtkWidget *
await_check (GtkWidget  *view,
             const char *words)
{
  return await (view, GTK_TYPE_CHECK_BUTTON, words);
}

static gboolean
is_active (GtkWidget *check)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (check));
}

/* The space bar on a check box. */
static void
tick (GtkWidget *check)
{
  g_assert_true (gtk_widget_grab_focus (check));
  g_signal_emit_by_name (check, "activate");
}

/* --- personal data ------------------------------------------------------------------------- */

typedef struct
{
  ExmDataset *dataset;
  guint       kinds;
} Masked;

static gboolean
is_masked (gpointer user_data)
{
  Masked *masked = user_data;

  return exm_upload_mask_get (exm_dataset_get_task (masked->dataset)) == masked->kinds;
}

static void
await_mask (ExmDataset *dataset,
            guint       kinds)
{
  Masked masked = { dataset, kinds };

  app_test_wait (is_masked, &masked);
  /* What follows from it in the window. */
  app_test_settle (400);
}

#define EMAIL (1u << EXM_PERSONAL_EMAIL)
#define PHONE (1u << EXM_PERSONAL_PHONE)
#define HANDLE (1u << EXM_PERSONAL_HANDLE)

/* Each tick writes into the dataset: the keyboard stays on the box that was ticked, the
 * box where it is, and the others as they were. */
static void
test_ticks (void)
{
  ExmDataset *dataset = app_test_dataset_new (N_ROWS);
  GtkWidget  *view = exm_problems_view_new ();
  GtkWidget  *window = show (view);
  GtkWidget  *upload, *names, *phone;

  run (dataset, exm_command_new_set_input (1, POST));
  exm_problems_view_set_dataset (EXM_PROBLEMS_VIEW (view), dataset);
  names = await_check (view, "1 user name");
  upload = await_check (view, "mask in what is uploaded");
  phone = await_check (view, "1 phone number");
  tick (names);
  tick (upload);
  await_mask (dataset, EMAIL | PHONE | HANDLE);
  g_assert_true (await_check (view, "mask in what is uploaded") == upload);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == upload);
  g_assert_true (is_active (upload) && is_active (names) && is_active (phone));

  /* The second box, while all is masked in the upload. */
  tick (phone);
  await_mask (dataset, EMAIL | HANDLE);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == phone);
  g_assert_false (is_active (phone));

  /* Faster than the disk: the last one counts. */
  tick (phone);
  tick (names);
  tick (phone);
  tick (phone);
  await_mask (dataset, EMAIL | PHONE);
  g_assert_true (is_active (phone) && !is_active (names));

  /* Off again: what was ticked for the posts is still ticked. */
  tick (upload);
  await_mask (dataset, 0);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == upload);
  g_assert_true (!is_active (upload) && is_active (phone) && !is_active (names));

  /* Cards are made anew once posts say something else, and then as well. */
  run (dataset, exm_command_new_set_input (2, "Also @ben, and bob@example.org"));
  await_check (view, "2 e-mail addresses");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == await_check (view, "mask in what is uploaded"));
  g_assert_true (is_active (find (view, GTK_TYPE_CHECK_BUTTON, "1 phone number")));
  g_assert_false (is_active (find (view, GTK_TYPE_CHECK_BUTTON, "2 user names")));
  drop_window (window, dataset);
}

static void
undo (ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_undo_sync (dataset, &error);

  g_assert_no_error (error);
}

/* The line that the model gets is shown masked, the post is not, and undo takes the setting back. */
static void
test_masked_line (void)
{
  ExmDataset *dataset = app_test_dataset_new (N_ROWS);
  GtkWidget  *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget  *view = exm_problems_view_new ();
  GtkWidget  *panel = g_object_new (EXM_TYPE_TASK_PANEL, NULL);
  GtkWidget  *window, *upload;
  g_autoptr(ExmExample) example = NULL;

  run (dataset, exm_command_new_set_input (1, POST));
  gtk_widget_set_hexpand (view, TRUE);
  gtk_box_append (GTK_BOX (box), panel);
  gtk_box_append (GTK_BOX (box), view);
  window = show (box);
  exm_problems_view_set_dataset (EXM_PROBLEMS_VIEW (view), dataset);
  exm_task_panel_set_dataset (EXM_TASK_PANEL (panel), dataset);
  gtk_expander_set_expanded (GTK_EXPANDER (await (panel, GTK_TYPE_EXPANDER, "What the model gets")), TRUE);
  await (panel, GTK_TYPE_LABEL, "Write to ann@example.org, or call +49 30 1234567, says @anna");

  upload = await_check (view, "mask in what is uploaded");
  tick (upload);
  await (panel, GTK_TYPE_LABEL, "Write to <email>, or call <phone>, says @anna");
  example = exm_dataset_get_example_sync (dataset, 1, NULL);
  g_assert_cmpstr (example->input, ==, POST);
  undo (dataset);
  await (panel, GTK_TYPE_LABEL, "Write to ann@example.org, or call +49 30 1234567, says @anna");
  await_mask (dataset, 0);
  g_assert_false (is_active (await_check (view, "mask in what is uploaded")));
  drop_window (window, dataset);
}

/* --- a review that is dropped ------------------------------------------------------------------ */

static GtkDropTarget *
get_drop_target (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  return NULL;
}

static gboolean
drop (GtkWidget *widget,
      GFile     *file)
{
  GtkDropTarget *target = get_drop_target (widget);
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_assert_nonnull (target);
  g_assert_true (gdk_content_formats_contain_gtype (gtk_drop_target_get_formats (target), G_TYPE_FILE));
  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, file);
  g_signal_emit_by_name (target, "drop", &value, 10.0, 10.0, &taken);
  return taken;
}

/* A copy of @dataset that Ann has labelled: everything is Negative. */
static GFile *
make_review (ExmDataset *dataset)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "for Ann" EXM_DATASET_EXTENSION, NULL);
  GFile           *file = g_file_new_for_path (path);
  g_autoptr(GPtrArray) labels = exm_review_labels (dataset);
  g_autoptr(ExmTarget) all = NULL;
  ExmRowId ids[N_ROWS];
  g_autoptr(ExmDataset) copy = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (exm_review_copy_make_sync (dataset, labels, NULL, 0, 1, TRUE, file, NULL, NULL, &error));
  g_assert_no_error (error);
  copy = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  exm_dataset_set_who (copy, "Ann");
  for (guint i = 0; i < N_ROWS; i++)
    ids[i] = i + 1;
  all = exm_target_new_rows (ids, N_ROWS);
  run (copy, exm_command_new_set_label_named (all, "Negative"));
  exm_dataset_close_sync (copy);
  return file;
}

static void
test_dropped (void)
{
  ExmDataset *dataset = app_test_dataset_new (N_ROWS);
  GtkWidget  *view = exm_second_view_new ();
  GtkWidget  *window = show (view);
  g_autoptr(GFile) file = make_review (dataset);
  g_autoptr(GFile) nothing = g_file_new_for_path ("/nonexistent/for Bob" EXM_DATASET_EXTENSION);
  guint n_labelled;

  /* Nothing is open, or the file is no review: it is refused, or said. */
  g_assert_false (drop (view, file));
  exm_second_view_set_dataset (EXM_SECOND_VIEW (view), dataset);
  n_labelled = exm_dataset_get_stats (dataset)->n_labelled;
  g_assert_cmpuint (n_labelled, ==, N_ROWS / 2);
  g_assert_true (drop (view, nothing));
  app_test_settle (500);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_labelled, ==, n_labelled);

  g_assert_true (drop (view, file));
  await (view, GTK_TYPE_LABEL, "Ann · Kappa");
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_labelled, ==, N_ROWS);
  drop_window (window, dataset);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();
  g_test_add_func ("/app/review-page/ticks", test_ticks);
  g_test_add_func ("/app/review-page/masked-line", test_masked_line);
  g_test_add_func ("/app/review-page/dropped", test_dropped);
  return g_test_run ();
}
