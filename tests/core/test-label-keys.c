/* test-label-keys.c - the keys of labels: which are given, and that they stay
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-label.h"

#include <string.h>

#include "core-fixture.h"

#define N_STEPS 1000
#define MAX_HISTORY 40

static void
test_choose (void)
{
  static const struct
  {
    const char *name;
    const char *taken;
    gunichar    key;
  } cases[] = {
    { "Positive", "", '1' },
    { "Negative", "1", '2' },
    { "Neutral", "13", '2' },
    { "Tenth", "123456789", '0' },
    { "Happy", "1234567890", 'h' },
    { "Happy", "1234567890h", 'a' },
    { "Hope", "1234567890hope", 'H' },
    { "Free-spirited", "1234567890f", 's' },
    { "FestiveJoy", "1234567890f", 'j' },
    { "Émotion", "1234567890", 'e' },
    { "喜び", "1234567890", 'a' },
    { "", "1234567890a", 'b' },
    { "A", "1234567890abcdefghijklmnopqrstuvwxyzA", 'B' },
    { "Late", "1234567890abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (exm_label_choose_key (cases[i].name, cases[i].taken), ==, cases[i].key);
}

static void
test_valid (void)
{
  guint n = 0;

  for (gunichar c = 0; c < 0x3000; c++)
    n += exm_label_key_is_valid (c);
  g_assert_cmpuint (n, ==, EXM_LABEL_N_KEYS);
  g_assert_false (exm_label_key_is_valid (' '));
  g_assert_false (exm_label_key_is_valid ('/'));
}

/* --- 1 000 random steps --------------------------------------------------------- */

typedef struct
{
  ExmDataset *dataset;
  GRand      *rand;
  GPtrArray  *states; /* of GHashTable: the keys by label after each step that undo can reach */
  guint       at;
  guint       n_names;
} KeyWorld;

static GHashTable *
dup_keys (ExmDataset *dataset)
{
  GListModel *labels = exm_dataset_get_labels (dataset);
  GHashTable *keys = g_hash_table_new (NULL, NULL);
  gboolean    taken[128] = { FALSE };

  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);
      g_autofree char *text = exm_label_dup_key_text (label);
      gunichar         key = exm_label_get_key (label);

      g_hash_table_insert (keys, GUINT_TO_POINTER (exm_label_get_id (label)), GUINT_TO_POINTER (key));
      g_assert_cmpuint (strlen (text), ==, key != 0);
      if (key == 0)
        continue;
      g_assert_true (exm_label_key_is_valid (key));
      g_assert_false (taken[key]);
      taken[key] = TRUE;
      g_assert_true (exm_label_find_key (labels, key) == label);
    }
  for (gunichar key = '0'; key <= 'z'; key++)
    if (!taken[key])
      g_assert_null (exm_label_find_key (labels, key));
  return keys;
}

/* Labels that are in both have the same key; @gains may have got one. */
static void
assert_kept (GHashTable *before,
             GHashTable *after,
             ExmLabelId  gains)
{
  GHashTableIter iter;
  gpointer       id;
  gpointer       key;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &id, &key))
    if (g_hash_table_contains (after, id) &&
        (GPOINTER_TO_UINT (key) != 0 || GPOINTER_TO_UINT (id) != gains))
      g_assert_true (g_hash_table_lookup (after, id) == key);
}

static void
assert_same (GHashTable *one,
             GHashTable *other)
{
  g_assert_cmpuint (g_hash_table_size (one), ==, g_hash_table_size (other));
  assert_kept (one, other, 0);
}

static ExmLabelId
random_label (KeyWorld *world)
{
  GListModel *labels = exm_dataset_get_labels (world->dataset);
  guint       n = g_list_model_get_n_items (labels);
  g_autoptr(ExmLabel) label = NULL;

  label = g_list_model_get_item (labels, (guint)g_rand_int_range (world->rand, 0, (gint32)n));
  return exm_label_get_id (label);
}

static ExmCommand *
random_command (KeyWorld   *world,
                ExmLabelId *gains,
                gboolean   *rebinds)
{
  g_autofree char *name = g_strdup_printf ("%c label %u", 'A' + (char)(world->n_names % 26), world->n_names);
  ExmLabelId       id = random_label (world);
  ExmLabelId       other = random_label (world);
  guint            n = g_list_model_get_n_items (exm_dataset_get_labels (world->dataset));

  world->n_names++;
  switch (g_rand_int_range (world->rand, 0, 9))
    {
    case 0:
    case 1:
    case 2:
      return exm_command_new_label_add (name, 0);
    case 3:
      return exm_command_new_label_edit (id, EXM_LABEL_NAME, name);
    case 4:
      {
        ExmLabelId shown[] = { id, other };

        return exm_command_new_label_shift (&id, 1, shown, G_N_ELEMENTS (shown), g_rand_boolean (world->rand));
      }
    case 5:
      return exm_command_new_label_edit (id, EXM_LABEL_DEFINITION, name);
    case 6:
      *rebinds = TRUE;
      return exm_command_new_label_edit (id, EXM_LABEL_KEY, g_rand_boolean (world->rand) ? "q" : "7");
    case 7:
      if (n < 3)
        return exm_command_new_label_add (name, 0);
      return exm_command_new_label_delete (id);
    default:
      if (id == other)
        return exm_command_new_label_add (name, 0);
      *gains = other;
      return exm_command_new_label_merge (&id, 1, other);
    }
}

static void
step (KeyWorld *world)
{
  GHashTable *before = world->states->pdata[world->at];
  GHashTable *after;
  ExmLabelId  gains = 0;
  gboolean    rebinds = FALSE;
  g_autoptr(ExmReceipt) receipt =
               fixture_run_receipt (world->dataset, random_command (world, &gains, &rebinds));

  after = dup_keys (world->dataset);
  if (!rebinds)
    assert_kept (before, after, gains);
  if (receipt->n_rows == 0)
    {
      g_hash_table_unref (after);
      return;
    }
  g_ptr_array_set_size (world->states, (int)world->at + 1);
  g_ptr_array_add (world->states, after);
  if (world->states->len > MAX_HISTORY)
    g_ptr_array_remove_index (world->states, 0);
  world->at = world->states->len - 1;
}

static void
test_stable (void)
{
  KeyWorld world = { .rand = g_rand_new_with_seed (20), .states = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref) };
  g_autoptr(GFile) file = fixture_file ("keys");

  fixture_create (file, 30);
  world.dataset = fixture_open (file);
  g_ptr_array_add (world.states, dup_keys (world.dataset));
  for (guint i = 0; i < N_STEPS; i++)
    {
      int kind = g_rand_int_range (world.rand, 0, 10);
      g_autoptr(GHashTable) now = NULL;

      if (kind == 0 && world.at > 0)
        {
          fixture_undo (world.dataset);
          world.at--;
        }
      else if (kind == 1 && world.at + 1 < world.states->len)
        {
          fixture_redo (world.dataset);
          world.at++;
        }
      else
        step (&world);
      now = dup_keys (world.dataset);
      assert_same (world.states->pdata[world.at], now);
    }
  /* Long enough that there were more labels than keys. */
  g_assert_cmpuint (g_hash_table_size (world.states->pdata[world.at]), >, 10);
  g_ptr_array_unref (world.states);
  g_rand_free (world.rand);
  fixture_close (world.dataset);
}

static void
test_many (void)
{
  g_autoptr(GFile) file = fixture_file ("many");
  ExmDataset *dataset;
  GListModel *labels;

  fixture_create (file, 4);
  dataset = fixture_open (file);
  labels = exm_dataset_get_labels (dataset);
  for (guint i = g_list_model_get_n_items (labels); i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("Label %u", i);

      fixture_run (dataset, exm_command_new_label_add (name, 0));
    }
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      if (i < 10)
        g_assert_cmpuint (exm_label_get_key (label), ==, "1234567890"[i]);
      g_assert_cmpint (exm_label_get_key (label) != 0, ==, i < EXM_LABEL_N_KEYS);
    }
  fixture_close (dataset);
}

/* A label without a key that takes in one with a key can be pressed from then on. */
static void
test_merge_inherits (void)
{
  g_autoptr(GFile) file = fixture_file ("inherits");
  ExmDataset *dataset;
  ExmLabel   *one;
  ExmLabel   *two;
  ExmLabelId  from;

  fixture_create (file, 4);
  dataset = fixture_open (file);
  one = exm_dataset_find_label (dataset, "One");
  two = exm_dataset_find_label (dataset, "Two");
  from = exm_label_get_id (one);
  fixture_run (dataset, exm_command_new_label_edit (exm_label_get_id (two), EXM_LABEL_KEY, ""));
  fixture_run (dataset, exm_command_new_label_merge (&from, 1, exm_label_get_id (two)));
  g_assert_cmpuint (exm_label_get_key (two), ==, '1');
  fixture_undo (dataset);
  g_assert_cmpuint (exm_label_get_key (two), ==, 0);
  g_assert_cmpuint (exm_label_get_key (exm_dataset_find_label (dataset, "One")), ==, '1');
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/label-keys/choose", test_choose);
  g_test_add_func ("/core/label-keys/valid", test_valid);
  g_test_add_func ("/core/label-keys/stable", test_stable);
  g_test_add_func ("/core/label-keys/many", test_many);
  g_test_add_func ("/core/label-keys/merge-inherits", test_merge_inherits);
  return fixture_run_tests ();
}
