/* test-label-card.c - what is seen of a post on the Label page, while keys come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include <adwaita.h>

#include "exm-label-buttons.h"
#include "exm-label-page.h"
#include "exm-post-card.h"
#include "exm-settings.h"
#include "exm-tooltip.h"

#include "app-test.h"

/* The page in a window of its own, and what each frame has shown. */
typedef struct
{
  ExmDataset *dataset;
  GtkWidget  *window;
  GtkWidget  *page;
  GPtrArray  *frames;
  gulong      frame_id;
  const char *awaited;
  gint64      waits_since;
} World;

/* --- finding ----------------------------------------------------------------------------- */

typedef gboolean (*Fits) (GtkWidget  *widget,
                          const char *text);

static GtkWidget *
find (GtkWidget  *from,
      Fits        fits,
      const char *text)
{
  GtkWidget *found = fits (from, text) ? from : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, fits, text);
  return found;
}

static gboolean
has_class (GtkWidget  *widget,
           const char *name)
{
  return gtk_widget_has_css_class (widget, name);
}

static gboolean
has_type (GtkWidget  *widget,
          const char *name)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), name);
}

/* A label in sight that begins so. */
static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_str_has_prefix (gtk_label_get_label (GTK_LABEL (widget)), text);
}

static const char *
text_of (World      *world,
         const char *css_class)
{
  GtkWidget *card = find (world->page, has_type, "ExmPostCard");
  GtkWidget *label = find (card, has_class, css_class);

  return gtk_widget_get_visible (label) ? gtk_label_get_label (GTK_LABEL (label)) : "";
}

static gboolean
is_written (GtkWidget  *widget,
            const char *unused)
{
  return GTK_IS_TEXT_VIEW (widget) && gtk_widget_get_mapped (widget);
}

static char *
dup_output (World *world)
{
  GtkWidget     *view = find (world->page, is_written, NULL);
  GtkTextBuffer *buffer = view != NULL ? gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)) : NULL;
  GtkTextIter    start, end;

  if (buffer == NULL)
    return g_strdup ("");
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* The page has given the keyboard to where the answer is written. */
static void
type (World      *world,
      const char *text)
{
  GtkWidget *view = gtk_root_get_focus (GTK_ROOT (world->window));

  g_assert_true (GTK_IS_TEXT_VIEW (view));
  gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
}

/* The label whose button is marked as given. */
static const char *
given_button (World *world)
{
  GtkWidget *buttons = find (world->page, has_type, "ExmLabelButtons");
  GtkWidget *button = find (buttons, has_class, "label-given");

  if (button == NULL)
    return "";
  return gtk_label_get_label (GTK_LABEL (gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (button)))));
}

/* --- the page ------------------------------------------------------------------------------ */

static void
frame_cb (World *world)
{
  g_autofree char *output = dup_output (world);

  g_ptr_array_add (world->frames, g_strjoin ("|", text_of (world, "post-text"), text_of (world, "label-chip"), given_button (world), output, NULL));
}

static gboolean
has_frame (World      *world,
           const char *frame)
{
  return g_ptr_array_find_with_equal_func (world->frames, frame, g_str_equal, NULL);
}

static gboolean
shows_awaited (gpointer user_data)
{
  World      *world = user_data;
  const char *last = world->frames->len > 0 ? world->frames->pdata[world->frames->len - 1] : "no frame";

  if (g_get_monotonic_time () - world->waits_since > 9 * G_TIME_SPAN_SECOND)
    g_error ("waited for “%s”, the last frame is “%s”", world->awaited, last);
  return g_str_equal (last, world->awaited);
}

/* Until a frame shows this: post|label on the card|label that is marked below|output. */
static void
wait_frame (World      *world,
            const char *frame)
{
  world->awaited = frame;
  world->waits_since = g_get_monotonic_time ();
  app_test_wait (shows_awaited, world);
}

static void
world_open (World      *world,
            ExmDataset *dataset,
            const char *first)
{
  GSettings *settings = exm_settings_get_default ();

  g_settings_set_boolean (settings, "label-advance", TRUE);
  g_settings_set_uint (settings, "label-delay", 0);
  world->dataset = dataset;
  world->frames = g_ptr_array_new_with_free_func (g_free);
  world->window = gtk_window_new ();
  world->page = exm_label_page_new ();
  exm_label_page_set_dataset (EXM_LABEL_PAGE (world->page), dataset);
  gtk_window_set_child (GTK_WINDOW (world->window), world->page);
  gtk_window_set_default_size (GTK_WINDOW (world->window), 900, 700);
  gtk_window_present (GTK_WINDOW (world->window));
  gtk_widget_grab_focus (world->page);
  world->frame_id = g_signal_connect_swapped (gtk_widget_get_frame_clock (world->window), "after-paint", G_CALLBACK (frame_cb), world);
  wait_frame (world, first);
}

static void
world_close (World *world)
{
  g_signal_handler_disconnect (gtk_widget_get_frame_clock (world->window), world->frame_id);
  exm_label_page_set_dataset (EXM_LABEL_PAGE (world->page), NULL);
  gtk_window_destroy (GTK_WINDOW (world->window));
  app_test_settle (50);
  app_test_dataset_close (world->dataset);
  g_ptr_array_unref (world->frames);
}

/* As typed: the page has the first look at a key. */
static void
press (World          *world,
       guint           keyval,
       GdkModifierType state)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (world->page);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;

      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller))
        continue;
      g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &handled);
      if (!handled)
        g_error ("nothing took %s, the focus is on %s", gdk_keyval_name (keyval), G_OBJECT_TYPE_NAME (gtk_root_get_focus (GTK_ROOT (world->window))));
      return;
    }
  g_assert_not_reached ();
}

/* --- going on by itself --------------------------------------------------------------------- */

/* Posts 2, 4 and 6 have no label; 1, 2, 3 are Positive, Neutral, Negative. */
static void
test_delay (void)
{
  World  world = { 0 };
  gint64 began;

  world_open (&world, app_test_dataset_new (6), "post 2|||");
  g_settings_set_uint (exm_settings_get_default (), "label-delay", 400);
  began = g_get_monotonic_time ();
  press (&world, GDK_KEY_1, 0);
  wait_frame (&world, "post 2|Positive|Positive|");
  wait_frame (&world, "post 4|||");
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 400 * G_TIME_SPAN_MILLISECOND);

  /* Another key meanwhile is another decision about the same post. */
  g_settings_set_uint (exm_settings_get_default (), "label-delay", 5000);
  press (&world, GDK_KEY_1, 0);
  wait_frame (&world, "post 4|Positive|Positive|");
  press (&world, GDK_KEY_2, 0);
  wait_frame (&world, "post 4|Neutral|Neutral|");

  /* Going on by key does not wait, and the time that ends later moves nothing. */
  g_settings_set_uint (exm_settings_get_default (), "label-delay", 300);
  press (&world, GDK_KEY_3, 0);
  press (&world, GDK_KEY_Right, 0);
  press (&world, GDK_KEY_Left, 0);
  wait_frame (&world, "post 4|Negative|Negative|");
  app_test_settle (500);
  wait_frame (&world, "post 4|Negative|Negative|");
  world_close (&world);
}

static void
test_delay_ended_by_key (void)
{
  World  world = { 0 };
  gint64 began;

  world_open (&world, app_test_dataset_new (6), "post 2|||");
  g_settings_set_uint (exm_settings_get_default (), "label-delay", 5000);
  began = g_get_monotonic_time ();
  press (&world, GDK_KEY_1, 0);
  wait_frame (&world, "post 2|Positive|Positive|");
  press (&world, GDK_KEY_Return, 0);
  wait_frame (&world, "post 4|||");
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5000 * G_TIME_SPAN_MILLISECOND);
  world_close (&world);
}

/* No frame has the label of a post on the card of another one, nor on its buttons. */
static void
test_no_flash (void)
{
  static const guint keys[] = { GDK_KEY_1, GDK_KEY_2, GDK_KEY_3 };
  World              world = { 0 };
  guint              n_posts = 0;

  world_open (&world, app_test_dataset_new (200), "post 2|||");
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *next = g_strdup_printf ("post %u|||", 2 * i + 4);

      press (&world, keys[i % 3], 0);
      wait_frame (&world, next);
    }
  press (&world, GDK_KEY_Left, 0);
  wait_frame (&world, "post 120|Negative|Negative|");
  press (&world, GDK_KEY_minus, 0);
  wait_frame (&world, "post 120|||");
  for (guint i = 0; i < world.frames->len; i++)
    {
      const char *frame = world.frames->pdata[i];

      /* While a post is being read there is neither text nor label. */
      if (!g_str_equal (frame, "|||") && !g_str_equal (frame, "post 120|Negative|Negative|"))
        g_assert_true (g_str_has_suffix (frame, "|||"));
      n_posts += g_str_has_prefix (frame, "post ");
    }
  g_assert_cmpuint (n_posts, >=, 61);
  world_close (&world);
}

/* --- what belongs to a post -------------------------------------------------------------------- */

static float
top_of (World      *world,
        const char *text)
{
  GtkWidget      *label = find (world->page, says, text);
  graphene_rect_t bounds;

  g_assert_nonnull (label);
  g_assert_true (gtk_widget_compute_bounds (label, world->page, &bounds));
  return bounds.origin.y;
}

static void
test_conversation (void)
{
  ExmTurn      turns[] = { { EXM_ROLE_USER, (char *)"Is it late?" }, { EXM_ROLE_MODEL, (char *)"It is not." } };
  ExmImportRow rows[] = {
    { .input = "And now?", .input_length = 8, .turns = turns, .n_turns = 2, .has_system = TRUE, .system = "Be brief.", .system_length = 9 },
    { .input = "Alone", .input_length = 5 },
    { .input = "Without", .input_length = 7, .has_system = TRUE },
  };
  World world = { 0 };

  world_open (&world, app_test_dataset_new_rows (rows, G_N_ELEMENTS (rows)), "And now?|||");
  g_assert_cmpfloat (top_of (&world, "Is it late?"), <, top_of (&world, "It is not."));
  g_assert_cmpfloat (top_of (&world, "It is not."), <, top_of (&world, "And now?"));
  g_assert_cmpfloat (top_of (&world, "And now?"), <, top_of (&world, "Own system instruction: Be brief."));

  /* They are of that post alone. */
  press (&world, GDK_KEY_Right, 0);
  wait_frame (&world, "Alone|||");
  g_assert_null (find (world.page, says, "Is it late?"));
  g_assert_null (find (world.page, says, "Own system instruction:"));
  press (&world, GDK_KEY_Right, 0);
  wait_frame (&world, "Without|||");
  g_assert_nonnull (find (world.page, says, "Own system instruction: none"));
  press (&world, GDK_KEY_Left, 0);
  press (&world, GDK_KEY_Left, 0);
  wait_frame (&world, "And now?|||");
  g_assert_nonnull (find (world.page, says, "It is not."));
  world_close (&world);
}

/* Where one reads from the right, Back is the right arrow, and the legend says so. */
static void
test_arrows_of_rtl (void)
{
  World       world = { 0 };
  GtkWidget  *back;
  const char *key;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  world_open (&world, app_test_dataset_new (6), "post 2|||");
  press (&world, GDK_KEY_Left, 0);
  wait_frame (&world, "post 4|||");
  press (&world, GDK_KEY_Right, 0);
  wait_frame (&world, "post 2|||");
  back = find (world.page, says, "Back");
  key = gtk_label_get_label (GTK_LABEL (gtk_widget_get_prev_sibling (back)));
  g_assert_cmpstr (key, ==, "→");
  world_close (&world);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static gboolean
has_definition (gpointer user_data)
{
  World     *world = user_data;
  GtkWidget *name = find (find (world->page, has_type, "ExmLabelButtons"), says, "Positive");

  return name != NULL && g_strcmp0 (exm_tooltip_get (gtk_widget_get_ancestor (name, GTK_TYPE_BUTTON)), world->awaited) == 0;
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_run_finish (EXM_DATASET (source), result, &error);

  g_assert_no_error (error);
}

static void
define (World      *world,
        const char *text)
{
  g_autoptr(ExmCommand) command = exm_command_new_label_edit (exm_label_get_id (exm_dataset_find_label (world->dataset, "Positive")),
                                                               EXM_LABEL_DEFINITION, text);

  exm_dataset_run_async (world->dataset, command, NULL, ran_cb, NULL);
  world->awaited = text;
  app_test_wait (has_definition, world);
}

static gboolean
shows_text (gpointer user_data)
{
  World *world = user_data;

  return find (world->page, says, world->awaited) != NULL;
}

/* On hover it is the button's tooltip; by key it stands beside the post, as it is now. */
static void
test_definition (void)
{
  World world = { 0 };

  world_open (&world, app_test_dataset_new (6), "post 2|||");
  define (&world, "Says yes to something");
  press (&world, GDK_KEY_question, 0);
  app_test_wait (shows_text, &world);
  define (&world, "Says yes to anything");
  app_test_wait (shows_text, &world);
  g_assert_null (find (world.page, says, "Says yes to something"));

  /* Keys go on while it is open. */
  press (&world, GDK_KEY_1, 0);
  wait_frame (&world, "post 4|||");
  g_assert_nonnull (find (world.page, says, "Says yes to anything"));
  press (&world, GDK_KEY_question, 0);
  g_assert_null (find (world.page, says, "Says yes to anything"));
  world_close (&world);
}

static float
bottom_of (World     *world,
           GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_nonnull (widget);
  g_assert_true (gtk_widget_compute_bounds (widget, world->page, &bounds));
  return bounds.origin.y + bounds.size.height;
}

static gboolean
is_narrow (gpointer user_data)
{
  World *world = user_data;

  return gtk_widget_get_width (world->page) < 400;
}

static gboolean
is_laid_out (gpointer user_data)
{
  World *world = user_data;

  return find (world->page, says, "Skip") == NULL;
}

/* In a narrow window the guide takes the room of the legend, and no button is cut off. */
static void
test_narrow (void)
{
  World world = { 0 };

  world_open (&world, app_test_dataset_new (6), "post 2|||");
  gtk_window_set_default_size (GTK_WINDOW (world.window), 340, 430);
  app_test_wait (is_narrow, &world);
  g_assert_nonnull (find (world.page, says, "Skip"));
  press (&world, GDK_KEY_question, 0);
  app_test_wait (is_laid_out, &world);
  app_test_settle (100);
  g_assert_cmpfloat (bottom_of (&world, find (world.page, has_type, "ExmLabelButtons")), <=, gtk_widget_get_height (world.page));
  press (&world, GDK_KEY_question, 0);
  g_assert_nonnull (find (world.page, says, "Skip"));
  world_close (&world);
}

static gboolean
is_all_done (gpointer user_data)
{
  World *world = user_data;

  return find (world->page, says, "Nothing Left to Label") != NULL;
}

/* What can be pressed when all is done is clear of a toast, in a low window too. */
static void
test_done_and_toast (void)
{
  World     world = { 0 };
  AdwToast *toast = adw_toast_new ("Delete Post");

  world_open (&world, app_test_dataset_new (2), "post 2|||");
  gtk_window_set_default_size (GTK_WINDOW (world.window), 640, 400);
  press (&world, GDK_KEY_space, 0);
  app_test_wait (is_all_done, &world);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (exm_label_page_get_toasts (EXM_LABEL_PAGE (world.page))), toast);
  world.awaited = "Delete Post";
  app_test_wait (shows_text, &world);
  app_test_settle (500);
  g_assert_cmpfloat (bottom_of (&world, find (world.page, says, "_Review")), <, top_of (&world, "Delete Post"));
  world_close (&world);
}

/* --- answers as text ----------------------------------------------------------------------------- */

static gboolean
has_four (gpointer user_data)
{
  World *world = user_data;

  return exm_dataset_get_stats (world->dataset)->n_labelled == 4;
}

static void
test_free_text (void)
{
  ExmImportRow rows[] = {
    { .input = "known", .input_length = 5, .output = "answer", .output_length = 6 },
    { .input = "one", .input_length = 3 },
    { .input = "two", .input_length = 3 },
    { .input = "three", .input_length = 5 },
    { .input = "four", .input_length = 4 },
  };
  World world = { 0 };

  world_open (&world, app_test_dataset_new_rows (rows, G_N_ELEMENTS (rows)), "one|||");
  type (&world, "first");
  press (&world, GDK_KEY_Return, GDK_CONTROL_MASK);
  wait_frame (&world, "two|||");

  /* Typed faster than the screen is drawn: each answer to its post. */
  type (&world, "second");
  press (&world, GDK_KEY_Return, GDK_CONTROL_MASK);
  type (&world, "third");
  press (&world, GDK_KEY_Return, GDK_CONTROL_MASK);
  wait_frame (&world, "four|||");
  g_assert_false (has_frame (&world, "two|||first"));
  g_assert_false (has_frame (&world, "four|||third"));

  /* Without an answer it does not go on. */
  press (&world, GDK_KEY_Return, GDK_CONTROL_MASK);
  g_assert_nonnull (find (world.page, says, "Write an output first"));

  type (&world, "fourth");
  press (&world, GDK_KEY_Return, GDK_CONTROL_MASK);
  world.awaited = "All 5 Posts Have an Output";
  app_test_wait (shows_text, &world);
  g_assert_null (find (world.page, says, "Write an output first"));

  /* Undo goes to the post and takes its answer back. */
  g_assert_true (exm_label_page_undo (EXM_LABEL_PAGE (world.page)));
  wait_frame (&world, "four|||");
  g_assert_true (exm_label_page_undo (EXM_LABEL_PAGE (world.page)));
  wait_frame (&world, "three|||");
  g_assert_true (exm_label_page_undo (EXM_LABEL_PAGE (world.page)));
  wait_frame (&world, "two|||");
  type (&world, "second again");
  press (&world, GDK_KEY_Return, GDK_CONTROL_MASK);
  wait_frame (&world, "three|||");
  press (&world, GDK_KEY_Escape, 0);
  press (&world, GDK_KEY_slash, 0); /* there are no labels to find */
  press (&world, GDK_KEY_Left, 0);
  wait_frame (&world, "two|||second again");
  press (&world, GDK_KEY_Right, 0);
  wait_frame (&world, "three|||");
  press (&world, GDK_KEY_space, 0);
  wait_frame (&world, "four|||");
  type (&world, "fourth");
  press (&world, GDK_KEY_Return, GDK_CONTROL_MASK);
  app_test_wait (is_all_done, &world);
  app_test_wait (has_four, &world);
  world_close (&world);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();
  g_test_add_func ("/app/label-card/delay", test_delay);
  g_test_add_func ("/app/label-card/delay-ended-by-key", test_delay_ended_by_key);
  g_test_add_func ("/app/label-card/no-flash", test_no_flash);
  g_test_add_func ("/app/label-card/conversation", test_conversation);
  g_test_add_func ("/app/label-card/arrows-of-rtl", test_arrows_of_rtl);
  g_test_add_func ("/app/label-card/definition", test_definition);
  g_test_add_func ("/app/label-card/narrow", test_narrow);
  g_test_add_func ("/app/label-card/done-and-toast", test_done_and_toast);
  g_test_add_func ("/app/label-card/free-text", test_free_text);
  return g_test_run ();
}
