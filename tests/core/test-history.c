/* test-history.c - random edits against a slow and obvious model, back and forth
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core-fixture.h"

/* The model keeps, for each step, all that a user can see (as text); undo and
 * redo must give those back, byte for byte. What a step does is checked against
 * a recount from the examples themselves.
 */

#define N_STEPS 10000
#define MAX_HISTORY 64

typedef struct
{
  ExmDataset *dataset;
  GFile      *file;
  GRand      *rand;
  GPtrArray  *states; /* of char *: dump after each step that can be undone to */
  guint       at;     /* the state that holds */
} ExmWorld;

/* --- the recount --------------------------------------------------------------- */

typedef struct
{
  ExmStats    stats;
  GHashTable *groups; /* folded input -> GPtrArray of outputs ("" = none) */
  GHashTable *labels; /* name -> count */
} ExmRecount;

static gboolean
recount_cb (const ExmExample *example,
            const char       *label_name,
            gpointer          user_data,
            GError          **error)
{
  ExmRecount      *recount = user_data;
  ExmStats        *stats = &recount->stats;
  g_autofree char *folded = g_utf8_casefold (example->input, -1);
  gboolean         has_output = label_name != NULL || example->output != NULL;
  gboolean         empty = *g_strstrip (folded) == '\0';
  GPtrArray       *group;

  g_assert_false (label_name != NULL && example->output != NULL);
  g_assert_cmpint (label_name != NULL, ==, example->label != 0);
  stats->n_examples++;
  stats->n_labelled += has_output;
  stats->n_ready += has_output && !empty && example->mark != EXM_MARK_SKIPPED;
  stats->n_state[exm_example_get_state (example)]++;
  stats->n_problem[EXM_PROBLEM_EMPTY] += empty;
  stats->n_problem[EXM_PROBLEM_OTHER_SYSTEM] += example->has_system;
  if (label_name != NULL)
    g_hash_table_insert (recount->labels, g_strdup (label_name),
                         GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (recount->labels, label_name)) + 1));
  if (empty)
    return TRUE;
  group = g_hash_table_lookup (recount->groups, folded);
  if (group == NULL)
    {
      group = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (recount->groups, g_strdup (folded), group);
    }
  if (label_name != NULL)
    g_ptr_array_add (group, g_strconcat ("L", label_name, NULL));
  else
    g_ptr_array_add (group, g_strconcat (example->output != NULL ? "T" : "", example->output, NULL));
  return TRUE;
}

static void
count_groups (ExmRecount *recount)
{
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, recount->groups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      GPtrArray *group = value;
      g_autoptr(GHashTable) outputs = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < group->len; i++)
        if (*(const char *)group->pdata[i] != '\0')
          g_hash_table_add (outputs, group->pdata[i]);
      recount->stats.n_problem[EXM_PROBLEM_DUPLICATE] += group->len - 1;
      if (g_hash_table_size (outputs) >= 2)
        recount->stats.n_problem[EXM_PROBLEM_CONFLICT] += group->len;
    }
}

static void
check_counters (ExmWorld *world)
{
  static const ExmProblem problems[] = { EXM_PROBLEM_EMPTY, EXM_PROBLEM_DUPLICATE, EXM_PROBLEM_CONFLICT,
                                         EXM_PROBLEM_OTHER_SYSTEM };
  const ExmStats         *stats = exm_dataset_get_stats (world->dataset);
  ExmRecount              recount = { 0 };
  g_autoptr(GError) error = NULL;

  recount.groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  recount.labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  exm_dataset_foreach_sync (world->dataset, NULL, NULL, recount_cb, &recount, NULL, &error);
  g_assert_no_error (error);
  count_groups (&recount);
  g_assert_cmpuint (stats->n_examples, ==, recount.stats.n_examples);
  g_assert_cmpuint (stats->n_labelled, ==, recount.stats.n_labelled);
  g_assert_cmpuint (stats->n_ready, ==, recount.stats.n_ready);
  for (guint i = 0; i < EXM_N_STATES; i++)
    g_assert_cmpuint (stats->n_state[i], ==, recount.stats.n_state[i]);
  for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      if (stats->n_problem[problems[i]] != recount.stats.n_problem[problems[i]])
        g_test_message ("problem %d", problems[i]);
      g_assert_cmpuint (stats->n_problem[problems[i]], ==, recount.stats.n_problem[problems[i]]);
    }
  for (guint i = 0; i < stats->n_labels; i++)
    g_assert_cmpuint (stats->labels[i].count, ==,
                      GPOINTER_TO_UINT (g_hash_table_lookup (recount.labels, stats->labels[i].name)));
  g_hash_table_unref (recount.groups);
  g_hash_table_unref (recount.labels);
}

/* --- random commands --------------------------------------------------------------- */

static ExmRowId *
all_ids (ExmWorld *world,
         gsize    *n_ids)
{
  g_autoptr(ExmQuery) query = exm_query_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRowIds) ids = exm_dataset_query_sync (world->dataset, query, NULL, &error);

  g_assert_no_error (error);
  *n_ids = ids->n_ids;
  return g_memdup2 (ids->ids, MAX (ids->n_ids, 1) * sizeof (ExmRowId));
}

static ExmRowId
random_id (ExmWorld *world)
{
  g_autofree ExmRowId *ids = NULL;
  gsize                n_ids;

  ids = all_ids (world, &n_ids);
  return n_ids > 0 ? ids[g_rand_int_range (world->rand, 0, (gint32)n_ids)] : 0;
}

static ExmLabelId
random_label (ExmWorld *world)
{
  GListModel *labels = exm_dataset_get_labels (world->dataset);
  guint       n = g_list_model_get_n_items (labels);
  g_autoptr(ExmLabel) label = NULL;

  if (n == 0)
    return 0;
  label = g_list_model_get_item (labels, (guint)g_rand_int_range (world->rand, 0, (gint32)n));
  return exm_label_get_id (label);
}

static ExmTarget *
random_target (ExmWorld *world)
{
  g_autofree ExmRowId *ids = NULL;
  gsize                n_ids;
  int                  kind = g_rand_int_range (world->rand, 0, 10);

  if (kind < 6)
    return exm_target_new_row (random_id (world));
  if (kind < 9)
    {
      ids = all_ids (world, &n_ids);
      return exm_target_new_rows (ids, n_ids > 0 ? (gsize)g_rand_int_range (world->rand, 0, (gint32)n_ids + 1) % 20 : 0);
    }
  {
    g_autoptr(ExmQuery) query = exm_query_new_label (random_label (world));
    ExmRowId except = random_id (world);

    return exm_target_new_query (query, &except, 1);
  }
}

static const char *
random_text (ExmWorld *world)
{
  static const char *const texts[] = {
    "", "  ", "hello", "Hello", "HELLO", "good morning", "traffic", "Straße", "😀 emoji", "a longer text that goes on",
    "rain again", "coffee", "new shoes", "line\nbreak", "“quotes”"
  };

  return texts[g_rand_int_range (world->rand, 0, G_N_ELEMENTS (texts))];
}

static ExmCommand *
random_add (ExmWorld *world)
{
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  int n = g_rand_int_range (world->rand, 1, 5);

  for (int i = 0; i < n; i++)
    {
      ExmExample *example = exm_example_new ();

      g_free (example->input);
      example->input = g_strdup (random_text (world));
      if (g_rand_boolean (world->rand))
        example->label = random_label (world);
      else if (g_rand_boolean (world->rand))
        example->output = g_strdup (random_text (world));
      if (g_rand_int_range (world->rand, 0, 4) == 0)
        {
          example->has_system = TRUE;
          example->system = g_strdup (random_text (world));
          example->note = g_strdup ("noted");
          example->turns = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_turn_free);
          g_ptr_array_add (example->turns, exm_turn_new (EXM_ROLE_USER, "before"));
          example->raw = g_bytes_new_static ("{}", 2);
          example->dialect = 3;
        }
      g_ptr_array_add (examples, example);
    }
  return exm_command_new_add (examples, g_rand_boolean (world->rand) ? random_id (world) : 0);
}

static ExmCommand *
random_label_command (ExmWorld *world)
{
  g_autofree char *name = g_strdup_printf ("L%d", g_rand_int_range (world->rand, 0, 12));

  switch (g_rand_int_range (world->rand, 0, 8))
    {
    case 0:
      return exm_command_new_label_add (name, 0);
    case 1:
      return exm_command_new_label_edit (random_label (world), EXM_LABEL_NAME, name);
    case 2:
      return exm_command_new_label_edit (random_label (world), EXM_LABEL_KEY, "x");
    case 3:
      {
        ExmLabelId from = random_label (world);

        return exm_command_new_label_merge (&from, 1, random_label (world));
      }
    case 4:
      {
        ExmLabelId shown[] = { random_label (world), random_label (world), random_label (world) };

        return exm_command_new_label_shift (shown, 1, shown, G_N_ELEMENTS (shown), g_rand_boolean (world->rand));
      }
    case 5:
      {
        ExmLabelId order[] = { random_label (world), random_label (world), random_label (world) };

        return exm_command_new_label_order (order, G_N_ELEMENTS (order));
      }
    case 6:
      {
        ExmLabelId from[] = { random_label (world), random_label (world) };

        return exm_command_new_label_merge_named (from, G_N_ELEMENTS (from), name);
      }
    default:
      return exm_command_new_label_delete (random_label (world));
    }
}

/* Takes every second post's vowels away: some become empty, some equal, some stay. */
static char *
drop_vowels (ExmRowId    id,
             const char *input,
             gpointer    user_data)
{
  g_autoptr(GString) out = g_string_new (NULL);

  g_assert_cmpstr (user_data, ==, "data");
  if (id % 2 == 0)
    return NULL;
  for (const char *p = input; *p != '\0'; p++)
    if (strchr ("aeiou", *p) == NULL)
      g_string_append_c (out, *p);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static ExmCommand *
random_command (ExmWorld *world)
{
  g_autoptr(ExmTarget) target = random_target (world);
  ExmRowId ids[2] = { random_id (world), random_id (world) };

  switch (g_rand_int_range (world->rand, 0, 18))
    {
    case 0:
    case 1:
      return random_add (world);
    case 2:
      return exm_command_new_delete (target);
    case 3:
      return exm_command_new_duplicate (target);
    case 4:
      return exm_command_new_move (ids, 2, g_rand_boolean (world->rand) ? random_id (world) : 0);
    case 5:
    case 6:
      return exm_command_new_set_input (ids[0], random_text (world));
    case 7:
      return exm_command_new_set_label (target, random_label (world));
    case 8:
      return exm_command_new_set_label_named (target, g_rand_boolean (world->rand) ? "L1" : "L2");
    case 9:
      return exm_command_new_set_output (target, random_text (world));
    case 10:
      return exm_command_new_set_mark (target, g_rand_int_range (world->rand, 0, 3));
    case 11:
      return exm_command_new_set_note (target, random_text (world));
    case 12:
      return exm_command_new_set_system (target, g_rand_boolean (world->rand), random_text (world));
    case 13:
      return exm_command_new_set_task (EXM_TASK_SYSTEM_INSTRUCTION, random_text (world));
    case 14:
      if (g_rand_int_range (world->rand, 0, 8) == 0)
        return exm_command_new_delete_duplicates ();
      return exm_command_new_set_split (target, g_rand_int_range (world->rand, 0, 3));
    case 15:
      return exm_command_new_decide_again (target, g_rand_boolean (world->rand) ? "was L1" : NULL);
    case 16:
      return exm_command_new_map_inputs (target, "Drop Vowels", drop_vowels, g_strdup ("data"), g_free);
    default:
      return random_label_command (world);
    }
}

/* --- the walk ------------------------------------------------------------------------- */

static void
run_random (ExmWorld *world)
{
  g_autoptr(ExmCommand) command = random_command (world);
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_run_sync (world->dataset, command, &error);
  char *dump = fixture_dump (world->dataset);

  if (receipt == NULL)
    {
      /* Nothing was changed. */
      g_assert_true (error->domain == EXM_DATA_ERROR);
      g_assert_cmpstr (dump, ==, world->states->pdata[world->at]);
      g_free (dump);
      return;
    }
  if (receipt->n_rows == 0 && g_str_equal (dump, world->states->pdata[world->at]))
    {
      g_free (dump);
      return;
    }
  g_assert_cmpstr (exm_dataset_get_undo_name (world->dataset), ==, receipt->name);
  g_assert_false (exm_dataset_can_redo (world->dataset));
  g_ptr_array_set_size (world->states, (int)world->at + 1);
  g_ptr_array_add (world->states, dump);
  world->at++;
}

static void
step_back (ExmWorld *world)
{
  if (world->at == 0)
    return;
  fixture_undo (world->dataset);
  world->at--;
  fixture_assert_dump (world->dataset, world->states->pdata[world->at]);
}

static void
step_forth (ExmWorld *world)
{
  if (world->at + 1 >= world->states->len)
    return;
  fixture_redo (world->dataset);
  world->at++;
  fixture_assert_dump (world->dataset, world->states->pdata[world->at]);
}

/* Old states are forgotten: walking back further than that is for another test. */
static void
forget (ExmWorld *world)
{
  if (world->at > MAX_HISTORY)
    {
      g_ptr_array_remove_range (world->states, 0, world->at - MAX_HISTORY / 2);
      world->at = MAX_HISTORY / 2;
    }
}

static void
test_random (void)
{
  guint32  seed = (guint32)g_test_rand_int ();
  guint    n_steps = g_test_thorough () ? N_STEPS * 5 : N_STEPS;
  ExmWorld world = { 0 };

  g_test_message ("seed %u", seed);
  if (g_getenv ("EXM_TEST_STEPS") != NULL)
    n_steps = (guint)g_ascii_strtoull (g_getenv ("EXM_TEST_STEPS"), NULL, 10);
  world.rand = g_rand_new_with_seed (seed);
  world.file = fixture_file ("random.exemplar");
  world.states = g_ptr_array_new_with_free_func (g_free);
  fixture_create (world.file, 12);
  world.dataset = fixture_open (world.file);
  g_ptr_array_add (world.states, fixture_dump (world.dataset));

  for (guint i = 0; i < n_steps; i++)
    {
      int what = g_rand_int_range (world.rand, 0, 100);

      if (what < 55)
        run_random (&world);
      else if (what < 75)
        step_back (&world);
      else if (what < 98)
        step_forth (&world);
      else
        {
          fixture_close (world.dataset);
          world.dataset = fixture_open (world.file);
          fixture_assert_dump (world.dataset, world.states->pdata[world.at]);
        }
      if (i % 5 == 0)
        check_counters (&world);
      /* Small, so that rows meet each other. */
      if (exm_dataset_get_stats (world.dataset)->n_examples > 60)
        {
          g_autoptr(ExmTarget) target = random_target (&world);

          while (exm_dataset_get_stats (world.dataset)->n_examples > 60)
            step_back (&world);
        }
      forget (&world);
    }
  fixture_close (world.dataset);
  g_ptr_array_unref (world.states);
  g_rand_free (world.rand);
  g_object_unref (world.file);
}

/* Inserting at one place again and again uses up the room between two rows. */
static void
test_order_room (void)
{
  g_autoptr(GFile) file = fixture_file ("room.exemplar");
  g_autofree char *before = NULL;
  g_autofree char *middle = NULL;
  ExmDataset      *dataset;
  ExmRowId         id = 2;

  fixture_create (file, 4);
  dataset = fixture_open (file);
  before = fixture_dump (dataset);
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
      g_autoptr(ExmReceipt) receipt = NULL;
      g_autofree ExmRowId *ids = NULL;
      g_autoptr(ExmQuery) query = exm_query_new ();
      g_autoptr(ExmRowIds) order = NULL;
      gsize at = 0;

      g_ptr_array_add (examples, exm_example_new ());
      receipt = fixture_run_receipt (dataset, exm_command_new_add (examples, id));
      order = exm_dataset_query_sync (dataset, query, NULL, NULL);
      g_assert_cmpuint (order->n_ids, ==, 5 + i);
      while (order->ids[at] != receipt->first_row)
        at++;
      g_assert_cmpuint (order->ids[at + 1], ==, id);
      /* Now before the one just put in, now before the old one. */
      if (i % 3 != 2)
        id = receipt->first_row;
    }
  middle = fixture_dump (dataset);
  for (guint i = 0; i < 200; i++)
    fixture_undo (dataset);
  fixture_assert_dump (dataset, before);
  for (guint i = 0; i < 200; i++)
    fixture_redo (dataset);
  fixture_assert_dump (dataset, middle);
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  /* Ten thousand steps, each synced: what disks do with them is not the question here. */
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/history/random", test_random);
  g_test_add_func ("/core/history/order-room", test_order_room);
  return fixture_run_tests ();
}
