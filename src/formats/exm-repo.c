/* exm-repo.c - the posts of a Bluesky repository
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-car-private.h"

#include <string.h>

#include "exm-cbor-private.h"

/* Records know neither their key nor whose they are: the commit has the owner, the
 * nodes of the search tree have the keys, and a record's CID joins the two. A key is a
 * time in base 32, 13 digits, and a digest of 256 bits is told apart by 64 of them, so a
 * post takes 16 bytes. */

#define FEED_POST "app.bsky.feed.post"
#define KEY_LENGTH 13
#define KEY_MAX 1024 /* bytes of a key in the tree, by the specification */

static const char digits[] = "234567abcdefghijklmnopqrstuvwxyz";

typedef struct
{
  guint64 digest;
  guint64 key;
} Pair;

static guint64
first_bytes (const guint8 *digest)
{
  guint64 value;

  memcpy (&value, digest, sizeof value);
  return value;
}

static gboolean
pack_key (const char *text,
          gsize       len,
          guint64    *key)
{
  *key = 0;
  if (len != KEY_LENGTH || strchr ("234567abcdefghij", *text) == NULL)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    {
      const char *digit = text[i] != '\0' ? strchr (digits, text[i]) : NULL;

      if (digit == NULL)
        return FALSE;
      *key = *key << 5 | (guint64)(digit - digits);
    }
  return TRUE;
}

static int
compare_pairs (gconstpointer a,
               gconstpointer b)
{
  const Pair *x = a;
  const Pair *y = b;

  return x->digest < y->digest ? -1 : x->digest > y->digest;
}

/* One entry of a node: how much of the key before it shares, the rest, the record. */
typedef struct
{
  guint64     shared;
  ExmJsonText rest;
  ExmJsonText record; /* CID */
} Entry;

static gboolean
take_entry (ExmCbor *cbor,
            Entry   *entry)
{
  guint64 n;

  memset (entry, 0, sizeof *entry);
  if (!_exm_cbor_enter_map (cbor, &n))
    return FALSE;
  while (n-- > 0)
    {
      ExmJsonText name;
      gboolean    taken;

      if (!_exm_cbor_text (cbor, &name))
        return FALSE;
      if (exm_json_text_equal (&name, "k"))
        taken = _exm_cbor_bytes (cbor, &entry->rest);
      else if (exm_json_text_equal (&name, "p"))
        taken = _exm_cbor_uint (cbor, &entry->shared);
      else if (exm_json_text_equal (&name, "v"))
        taken = _exm_cbor_link (cbor, &entry->record);
      else
        taken = _exm_cbor_skip (cbor);
      if (!taken)
        return FALSE;
    }
  return TRUE;
}

static void
keep_entry (ExmRepo       *self,
            const GString *key,
            ExmJsonText    cid)
{
  static const char prefix[] = FEED_POST "/";
  gsize             n = strlen (prefix);
  Pair              pair;

  /* Version, codec, kind of hash and its length take four bytes: 1, 0x71, 0x12, 32. */
  if (key->len <= n || memcmp (key->str, prefix, n) != 0 || cid.len != 36 || self->keys->len >= EXM_REPO_KEYS ||
      !pack_key (key->str + n, key->len - n, &pair.key))
    return;
  pair.digest = first_bytes ((const guint8 *)cid.data + 4);
  g_array_append_val (self->keys, pair);
}

static void
take_entries (ExmRepo *self,
              ExmCbor *cbor)
{
  g_autoptr (GString) key = g_string_new (NULL);
  guint64 n;

  if (!_exm_cbor_enter_array (cbor, &n))
    return;
  while (n-- > 0)
    {
      Entry entry;

      if (!take_entry (cbor, &entry) || entry.shared > key->len || entry.rest.len > KEY_MAX - MIN (entry.shared, KEY_MAX))
        return;
      g_string_truncate (key, (gsize)entry.shared);
      g_string_append_len (key, entry.rest.data, (gssize)entry.rest.len);
      keep_entry (self, key, entry.record);
    }
}

/* A commit or a node; anything else says nothing. */
static void
look_at (ExmRepo      *self,
         const ExmCar *car)
{
  ExmCbor  cbor = { car->data, car->data + car->n_data, FALSE };
  ExmCbor  entries = { NULL, NULL, TRUE };
  gboolean has_left = FALSE;
  guint64  n;

  if (!car->is_cbor || !_exm_cbor_enter_map (&cbor, &n))
    return;
  while (n-- > 0)
    {
      ExmJsonText name, did;

      if (!_exm_cbor_text (&cbor, &name))
        return;
      if (exm_json_text_equal (&name, "did") && self->owner == NULL && _exm_cbor_peek (&cbor) == EXM_CBOR_TEXT)
        {
          if (_exm_cbor_text (&cbor, &did) && did.len <= 2048 && g_utf8_validate_len (did.data, did.len, NULL))
            self->owner = exm_json_text_dup (&did);
          continue;
        }
      has_left |= exm_json_text_equal (&name, "l");
      if (exm_json_text_equal (&name, "e") && _exm_cbor_peek (&cbor) == EXM_CBOR_ARRAY)
        entries = cbor;
      if (!_exm_cbor_skip (&cbor))
        return;
    }
  if (has_left && !entries.is_bad)
    take_entries (self, &entries);
}

ExmRepo *
_exm_repo_read (ExmSource    *source,
                GCancellable *cancellable,
                GError      **error)
{
  ExmRepo   *self;
  ExmCarStep step;
  ExmBlock   block;
  ExmCar     car;

  if (!_exm_block_open (&block, source, EXM_ENCODING_UTF8, EXM_BLOCK_SIZE, error))
    return NULL;
  self = g_new0 (ExmRepo, 1);
  self->keys = g_array_new (FALSE, FALSE, sizeof (Pair));
  _exm_car_init (&car, &block);
  while ((step = _exm_car_next (&car, cancellable, error)) == EXM_CAR_BLOCK || step == EXM_CAR_BAD)
    if (step == EXM_CAR_BLOCK)
      look_at (self, &car);
  _exm_block_close (&block);
  if (step == EXM_CAR_ERROR)
    {
      _exm_repo_free (self);
      return NULL;
    }
  g_array_sort (self->keys, compare_pairs);
  return self;
}

void
_exm_repo_free (ExmRepo *self)
{
  if (self == NULL)
    return;
  g_free (self->owner);
  g_array_unref (self->keys);
  g_free (self);
}

char *
_exm_repo_dup_address (const ExmRepo *self,
                       const ExmCar  *car)
{
  Pair    wanted = { 0, 0 };
  char    key[KEY_LENGTH + 1] = { 0 };
  guint   at;
  guint64 value;

  if (self->owner == NULL || car->n_digest < 8)
    return NULL;
  wanted.digest = first_bytes (car->digest);
  if (!g_array_binary_search (self->keys, &wanted, compare_pairs, &at))
    return NULL;
  value = g_array_index (self->keys, Pair, at).key;
  for (guint i = KEY_LENGTH; i-- > 0; value >>= 5)
    key[i] = digits[value & 31];
  return g_strdup_printf ("at://%s/" FEED_POST "/%s", self->owner, key);
}

/* --- records -------------------------------------------------------------------------- */

static gboolean
take_text (ExmCbor       *cbor,
           ExmPostParser *parser,
           ExmField       field)
{
  ExmJsonText text;

  if (_exm_cbor_peek (cbor) != EXM_CBOR_TEXT)
    return _exm_cbor_skip (cbor);
  if (!_exm_cbor_text (cbor, &text) || !g_utf8_validate_len (text.data, text.len, NULL))
    return FALSE;
  _exm_post_parser_add (parser, field, text.data, text.len);
  return TRUE;
}

/* "reply": {"root": {"uri": …}}: the address of the thread, @depth names into it. */
static gboolean
take_root (ExmCbor       *cbor,
           ExmPostParser *parser,
           guint          depth)
{
  static const char *const names[] = { "root", "uri" };
  ExmJsonText              name;
  guint64                  n;

  if (_exm_cbor_peek (cbor) != EXM_CBOR_MAP)
    return _exm_cbor_skip (cbor);
  if (!_exm_cbor_enter_map (cbor, &n))
    return FALSE;
  while (n-- > 0)
    {
      gboolean taken;

      if (!_exm_cbor_text (cbor, &name))
        return FALSE;
      if (!exm_json_text_equal (&name, names[depth]))
        taken = _exm_cbor_skip (cbor);
      else
        taken = depth == 0 ? take_root (cbor, parser, 1) : take_text (cbor, parser, EXM_FIELD_THREAD);
      if (!taken)
        return FALSE;
    }
  return TRUE;
}

gboolean
_exm_repo_take_record (const ExmCar  *car,
                       ExmPostParser *parser,
                       gboolean      *is_bad)
{
  ExmCbor     cbor = { car->data, car->data + car->n_data, FALSE };
  gboolean    is_record = FALSE;
  ExmJsonText name;
  guint64     n;

  *is_bad = FALSE;
  if (!car->is_cbor || _exm_cbor_peek (&cbor) != EXM_CBOR_MAP)
    return FALSE;
  *is_bad = TRUE;
  if (!_exm_cbor_enter_map (&cbor, &n))
    return FALSE;
  while (n-- > 0)
    {
      gboolean taken;

      if (!_exm_cbor_text (&cbor, &name))
        return FALSE;
      if (exm_json_text_equal (&name, "$type"))
        {
          is_record = TRUE;
          taken = take_text (&cbor, parser, EXM_FIELD_TYPE);
        }
      else if (exm_json_text_equal (&name, "text"))
        taken = take_text (&cbor, parser, EXM_FIELD_TEXT);
      else if (exm_json_text_equal (&name, "createdAt"))
        taken = take_text (&cbor, parser, EXM_FIELD_TIME);
      else if (exm_json_text_equal (&name, "reply"))
        taken = take_root (&cbor, parser, 0);
      else
        taken = _exm_cbor_skip (&cbor);
      if (!taken)
        return FALSE;
    }
  *is_bad = cbor.at != cbor.end;
  return is_record && !*is_bad;
}
