/* exm-json-scan.c - strict, allocation-free walk over JSON text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-json"

#include "config.h"

#include "exm-json-scan-private.h"

#include "exm-json-text-private.h"

#define ARENA_KEPT (1024 * 1024) /* bytes; what one huge line needed is given back */

ExmJsonScan *
exm_json_scan_new (void)
{
  return g_new0 (ExmJsonScan, 1);
}

void
exm_json_scan_free (ExmJsonScan *scan)
{
  if (scan == NULL)
    return;
  g_free (scan->keys.items);
  g_free (scan->arena);
  g_free (scan);
}

void
exm_json_scan_reset (ExmJsonScan *scan,
                     const char  *data,
                     gsize        len)
{
  g_return_if_fail (data != NULL || len == 0);

  scan->start = data != NULL ? data : "";
  scan->pos = scan->start;
  scan->end = scan->start + len;
  scan->depth = 0;
  scan->is_array = 0;
  scan->has_items = 0;
  _exm_json_keys_clear (&scan->keys);
  scan->arena_used = 0;
  if (scan->arena_size > ARENA_KEPT && len < ARENA_KEPT)
    {
      g_clear_pointer (&scan->arena, g_free);
      scan->arena_size = 0;
    }
  scan->failed = FALSE;
}

gboolean
_exm_json_scan_fail_at (ExmJsonScan *scan,
                        ExmJsonError code,
                        const char  *at)
{
  if (!scan->failed)
    {
      scan->failed = TRUE;
      scan->fault.code = code;
      scan->fault.offset = (gsize)(at - scan->start);
    }
  return FALSE;
}

gboolean
exm_json_scan_fail (ExmJsonScan *scan,
                    ExmJsonError code)
{
  return _exm_json_scan_fail_at (scan, code, scan->pos);
}

/* What to say of a byte that cannot stand where it stands, outside strings. */
static gboolean
fail_unexpected (ExmJsonScan *scan,
                 const char  *at)
{
  ExmJsonError code = EXM_JSON_ERROR_SYNTAX;
  guint8       c;

  if (at == scan->end)
    return _exm_json_scan_fail_at (scan, scan->depth == 0 && at == scan->pos ? EXM_JSON_ERROR_EMPTY : EXM_JSON_ERROR_TRUNCATED, at);

  c = (guint8)*at;
  if (c == 0)
    code = EXM_JSON_ERROR_NUL;
  else if (c == '.' || c == '+')
    code = EXM_JSON_ERROR_NUMBER;
  else if (c >= 0x80 && _exm_json_utf8_sequence ((const guint8 *)at, (const guint8 *)scan->end) == 0)
    code = EXM_JSON_ERROR_UTF8;
  return _exm_json_scan_fail_at (scan, code, at);
}

static inline void
skip_space (ExmJsonScan *scan)
{
  const char *p = scan->pos;

  while (p < scan->end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
    p++;
  scan->pos = p;
}

ExmJsonType
exm_json_scan_peek (ExmJsonScan *scan)
{
  if (scan->failed)
    return EXM_JSON_INVALID;

  skip_space (scan);
  if (scan->pos < scan->end)
    switch (*scan->pos)
      {
      case '{':
        return EXM_JSON_OBJECT;
      case '[':
        return EXM_JSON_ARRAY;
      case '"':
        return EXM_JSON_STRING;
      case 't':
        return EXM_JSON_TRUE;
      case 'f':
        return EXM_JSON_FALSE;
      case 'n':
        return EXM_JSON_NULL;
      case '-':
      case '0' ... '9':
        return EXM_JSON_NUMBER;
      default:
        break;
      }
  fail_unexpected (scan, scan->pos);
  return EXM_JSON_INVALID;
}

/* Objects and arrays */

static gboolean
enter (ExmJsonScan *scan,
       ExmJsonType  type)
{
  guint64     bit;
  ExmJsonType found = exm_json_scan_peek (scan);

  if (found != type)
    return found != EXM_JSON_INVALID && _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_TYPE, scan->pos);
  if (scan->depth == EXM_JSON_MAX_DEPTH)
    return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_TOO_DEEP, scan->pos);

  bit = G_GUINT64_CONSTANT (1) << scan->depth;
  scan->has_items &= ~bit;
  if (type == EXM_JSON_ARRAY)
    scan->is_array |= bit;
  else
    scan->is_array &= ~bit;
  scan->key_base[scan->depth] = scan->keys.n;
  scan->depth++;
  scan->pos++;
  return TRUE;
}

/* The comma between members, or the closing bracket. TRUE: a member or item must
 * follow. */
static inline gboolean
step (ExmJsonScan *scan,
      char         closing)
{
  guint64 bit;

  if (scan->failed)
    return FALSE;
  g_assert (scan->depth > 0);
  bit = G_GUINT64_CONSTANT (1) << (scan->depth - 1);

  skip_space (scan);
  if (scan->pos == scan->end)
    return fail_unexpected (scan, scan->pos);
  if (*scan->pos == closing)
    {
      scan->pos++;
      scan->depth--;
      return FALSE;
    }
  if ((scan->has_items & bit) != 0)
    {
      if (*scan->pos != ',')
        return fail_unexpected (scan, scan->pos);
      scan->pos++;
      skip_space (scan);
    }
  scan->has_items |= bit;
  return TRUE;
}

gboolean
exm_json_scan_enter_object (ExmJsonScan *scan)
{
  return enter (scan, EXM_JSON_OBJECT);
}

gboolean
exm_json_scan_enter_array (ExmJsonScan *scan)
{
  return enter (scan, EXM_JSON_ARRAY);
}

gboolean
exm_json_scan_next_item (ExmJsonScan *scan)
{
  return step (scan, ']');
}

gboolean
exm_json_scan_next_key (ExmJsonScan *scan,
                        ExmJsonText *key)
{
  gboolean escaped;
  gsize    at;

  if (!step (scan, '}'))
    {
      if (!scan->failed && !_exm_json_keys_close (&scan->keys, scan->key_base[scan->depth], &at))
        _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_DUPLICATE_KEY, scan->start + at);
      return FALSE;
    }

  if (scan->pos == scan->end || *scan->pos != '"')
    return fail_unexpected (scan, scan->pos);
  at = (gsize)(scan->pos - scan->start);
  if (!_exm_json_scan_take (scan, key, &escaped))
    return FALSE;
  if (escaped)
    _exm_json_scan_decode (scan, key);
  if (!_exm_json_keys_add (&scan->keys, scan->key_base[scan->depth - 1], key->data, key->len, at))
    return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_DUPLICATE_KEY, scan->start + at);

  skip_space (scan);
  if (scan->pos == scan->end || *scan->pos != ':')
    return fail_unexpected (scan, scan->pos);
  scan->pos++;
  return TRUE;
}

/* Whole values */

static gboolean
skip_value (ExmJsonScan *scan)
{
  ExmJsonNumber number;
  ExmJsonText   text;
  gboolean      flag;

  switch (exm_json_scan_peek (scan))
    {
    case EXM_JSON_OBJECT:
      if (exm_json_scan_enter_object (scan))
        while (exm_json_scan_next_key (scan, &text) && skip_value (scan))
          ;
      break;
    case EXM_JSON_ARRAY:
      if (exm_json_scan_enter_array (scan))
        while (exm_json_scan_next_item (scan) && skip_value (scan))
          ;
      break;
    case EXM_JSON_STRING:
      return _exm_json_scan_take (scan, &text, &flag);
    case EXM_JSON_NUMBER:
      return exm_json_scan_number (scan, &number);
    case EXM_JSON_TRUE:
    case EXM_JSON_FALSE:
      return exm_json_scan_bool (scan, &flag);
    case EXM_JSON_NULL:
      return exm_json_scan_null (scan);
    case EXM_JSON_INVALID:
    default:
      break;
    }
  return !scan->failed;
}

gboolean
exm_json_scan_skip (ExmJsonScan *scan,
                    ExmJsonText *raw)
{
  const char *from;

  exm_json_scan_peek (scan);
  from = scan->pos;
  if (!skip_value (scan))
    return FALSE;
  if (raw != NULL)
    {
      raw->data = from;
      raw->len = (gsize)(scan->pos - from);
    }
  return TRUE;
}

gboolean
exm_json_scan_finish (ExmJsonScan *scan)
{
  if (scan->failed)
    return FALSE;
  skip_space (scan);
  if (scan->pos < scan->end)
    return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_TRAILING, scan->pos);
  if (scan->depth > 0)
    return _exm_json_scan_fail_at (scan, EXM_JSON_ERROR_TRUNCATED, scan->pos);
  return TRUE;
}

gsize
exm_json_scan_offset (ExmJsonScan *scan)
{
  return (gsize)(scan->pos - scan->start);
}

const ExmJsonFault *
exm_json_scan_fault (ExmJsonScan *scan)
{
  return scan->failed ? &scan->fault : NULL;
}

gboolean
exm_json_validate (ExmJsonScan  *scan,
                   const char   *data,
                   gsize         len,
                   ExmJsonFault *fault)
{
  g_autoptr (ExmJsonScan) passing = NULL;

  if (scan == NULL)
    scan = passing = exm_json_scan_new ();
  exm_json_scan_reset (scan, data, len);
  if (skip_value (scan) && exm_json_scan_finish (scan))
    return TRUE;
  if (fault != NULL)
    *fault = scan->fault;
  return FALSE;
}
