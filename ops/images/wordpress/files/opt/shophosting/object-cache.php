<?php
/**
 * Plugin Name: ShopHosting object cache
 * Description: Keeps WordPress's object cache in the store's own Valkey. Without it the site works as WordPress does alone, only slower.
 */

defined('ABSPATH') || exit;

require_once '/opt/shophosting/store.php';

function wp_cache_init(): void { $GLOBALS['wp_object_cache'] = new WP_Object_Cache(); }
function wp_cache_add($key, $data, $group = '', $expire = 0) { return $GLOBALS['wp_object_cache']->add($key, $data, $group, (int) $expire); }
function wp_cache_add_multiple(array $data, $group = '', $expire = 0) { return $GLOBALS['wp_object_cache']->add_multiple($data, $group, (int) $expire); }
function wp_cache_replace($key, $data, $group = '', $expire = 0) { return $GLOBALS['wp_object_cache']->replace($key, $data, $group, (int) $expire); }
function wp_cache_set($key, $data, $group = '', $expire = 0) { return $GLOBALS['wp_object_cache']->set($key, $data, $group, (int) $expire); }
function wp_cache_set_multiple(array $data, $group = '', $expire = 0) { return $GLOBALS['wp_object_cache']->set_multiple($data, $group, (int) $expire); }
function wp_cache_get($key, $group = '', $force = false, &$found = null) { return $GLOBALS['wp_object_cache']->get($key, $group, $force, $found); }
function wp_cache_get_multiple($keys, $group = '', $force = false) { return $GLOBALS['wp_object_cache']->get_multiple($keys, $group, $force); }
function wp_cache_delete($key, $group = '') { return $GLOBALS['wp_object_cache']->delete($key, $group); }
function wp_cache_delete_multiple(array $keys, $group = '') { return $GLOBALS['wp_object_cache']->delete_multiple($keys, $group); }
function wp_cache_incr($key, $offset = 1, $group = '') { return $GLOBALS['wp_object_cache']->incr($key, (int) $offset, $group); }
function wp_cache_decr($key, $offset = 1, $group = '') { return $GLOBALS['wp_object_cache']->incr($key, -(int) $offset, $group); }
function wp_cache_flush() { return $GLOBALS['wp_object_cache']->flush(); }
function wp_cache_flush_runtime() { return $GLOBALS['wp_object_cache']->flush_runtime(); }
function wp_cache_flush_group($group) { return $GLOBALS['wp_object_cache']->flush_group($group); }
function wp_cache_supports($feature) { return in_array($feature, ['add_multiple', 'set_multiple', 'get_multiple', 'delete_multiple', 'flush_runtime', 'flush_group'], true); }
function wp_cache_close() { return true; }
function wp_cache_add_global_groups($groups) { $GLOBALS['wp_object_cache']->add_global_groups((array) $groups); }
function wp_cache_add_non_persistent_groups($groups) { $GLOBALS['wp_object_cache']->add_non_persistent_groups((array) $groups); }
function wp_cache_switch_to_blog($blog_id) { $GLOBALS['wp_object_cache']->switch_to_blog((int) $blog_id); }
function wp_cache_reset() { return false; }

/**
 * A copy of what this request has seen lies in $seen; Valkey is asked for the rest.
 * Integers are stored as digits so that they can be counted atomically, everything else serialised.
 */
class WP_Object_Cache
{
    /** Nothing lives longer, so that a write that could not reach Valkey is not contradicted for ever. */
    private const LONGEST = 86400;

    private const COUNT = <<<'LUA'
        local value = redis.call('GET', KEYS[1])
        if not value or not string.match(value, '^-?%d+$') then return false end
        value = math.max(0, tonumber(value) + tonumber(ARGV[1]))
        redis.call('SET', KEYS[1], string.format('%d', value), 'KEEPTTL')
        return value
        LUA;

    public int $cache_hits = 0;
    public int $cache_misses = 0;

    private ?Redis $valkey = null;
    private array $seen = [];
    private array $global_groups = [];
    private array $local_groups = ['counts' => true, 'plugins' => true, 'themes' => true, 'theme_files' => true];
    private string $blog = '';

    public function __construct()
    {
        $this->blog = is_multisite() ? get_current_blog_id() . ':' : '';
        $cache = shophosting_store()['cache'] ?? null;
        if ($cache === null || !class_exists('Redis')) {
            return;
        }
        $this->valkey = new Redis();
        $this->ask(static fn (Redis $valkey) => $valkey->connect($cache['host'], (int) ($cache['port'] ?? 6379), 0.5, null, 0, 1.0) && $valkey->auth($cache['password']));
    }

    public function add($key, $data, $group = '', int $expire = 0): bool
    {
        if (wp_suspend_cache_addition() || ($id = $this->id($key, $group)) === null) {
            return false;
        }
        if (array_key_exists($id, $this->seen)) {
            return false;
        }
        if ($this->persists($group)) {
            $done = $this->ask(fn (Redis $valkey) => $valkey->set($id, $this->encode($data), ['nx', 'ex' => $this->life($expire)]));
            if ($done === false && $this->valkey !== null) {
                return false;
            }
        }
        $this->remember($id, $data);
        return true;
    }

    public function add_multiple(array $data, $group = '', int $expire = 0): array
    {
        return $this->each($data, fn ($key, $value) => $this->add($key, $value, $group, $expire));
    }

    public function replace($key, $data, $group = '', int $expire = 0): bool
    {
        $this->get($key, $group, false, $found);
        return $found && $this->set($key, $data, $group, $expire);
    }

    public function set($key, $data, $group = '', int $expire = 0): bool
    {
        if (($id = $this->id($key, $group)) === null) {
            return false;
        }
        if ($this->persists($group)) {
            $this->ask(fn (Redis $valkey) => $valkey->setex($id, $this->life($expire), $this->encode($data)));
        }
        $this->remember($id, $data);
        return true;
    }

    public function set_multiple(array $data, $group = '', int $expire = 0): array
    {
        $answers = $values = [];
        foreach ($data as $key => $value) {
            $id = $this->id($key, $group);
            $answers[$key] = $id !== null;
            if ($id !== null) {
                $values[$id] = $value;
                $this->remember($id, $value);
            }
        }
        if ($values !== [] && $this->persists($group)) {
            $this->ask(function (Redis $valkey) use ($values, $expire) {
                $pipeline = $valkey->multi(Redis::PIPELINE);
                foreach ($values as $id => $value) {
                    $pipeline->setex($id, $this->life($expire), $this->encode($value));
                }
                return $pipeline->exec();
            });
        }
        return $answers;
    }

    public function get($key, $group = '', $force = false, &$found = null)
    {
        $found = false;
        if (($id = $this->id($key, $group)) === null) {
            return false;
        }
        if (array_key_exists($id, $this->seen) && (!$force || !$this->persists($group))) {
            $found = true;
            $this->cache_hits++;
            return $this->copy($this->seen[$id]);
        }
        if ($this->persists($group)) {
            $text = $this->ask(static fn (Redis $valkey) => $valkey->get($id));
            if (is_string($text) && $this->decode($text, $value)) {
                $found = true;
                $this->cache_hits++;
                $this->seen[$id] = $value;
                return $this->copy($value);
            }
        }
        $this->cache_misses++;
        return false;
    }

    public function get_multiple($keys, $group = '', $force = false): array
    {
        $answers = $ask = [];
        foreach ((array) $keys as $key) {
            $answers[$key] = false;
            $id = $this->id($key, $group);
            if ($id === null) {
                continue;
            }
            if (array_key_exists($id, $this->seen) && (!$force || !$this->persists($group))) {
                $answers[$key] = $this->copy($this->seen[$id]);
                $this->cache_hits++;
            } else {
                $ask[$id] = $key;
            }
        }
        if ($ask === []) {
            return $answers;
        }
        $texts = $this->persists($group) ? $this->ask(static fn (Redis $valkey) => $valkey->mget(array_map('strval', array_keys($ask)))) : false;
        foreach (array_keys($ask) as $place => $id) {
            if (is_array($texts) && is_string($texts[$place] ?? null) && $this->decode($texts[$place], $value)) {
                $this->seen[$id] = $value;
                $answers[$ask[$id]] = $this->copy($value);
                $this->cache_hits++;
            } else {
                $this->cache_misses++;
            }
        }
        return $answers;
    }

    public function delete($key, $group = ''): bool
    {
        if (($id = $this->id($key, $group)) === null) {
            return false;
        }
        $known = array_key_exists($id, $this->seen);
        unset($this->seen[$id]);
        $removed = $this->persists($group) ? $this->ask(static fn (Redis $valkey) => $valkey->unlink($id)) : 0;
        return $known || (int) $removed > 0;
    }

    public function delete_multiple(array $keys, $group = ''): array
    {
        $answers = [];
        foreach ($keys as $key) {
            $answers[$key] = $this->delete($key, $group);
        }
        return $answers;
    }

    public function incr($key, int $offset = 1, $group = '')
    {
        if (($id = $this->id($key, $group)) === null) {
            return false;
        }
        if ($this->persists($group)) {
            $counted = $this->ask(static fn (Redis $valkey) => $valkey->eval(self::COUNT, [$id, $offset], 1));
            if (is_int($counted)) {
                return $this->seen[$id] = $counted;
            }
        }
        // What is not stored as an integer counts as its value, or as 0; what is not there can't be counted.
        $value = $this->get($key, $group, true, $found);
        if (!$found) {
            return false;
        }
        $value = max(0, (is_numeric($value) ? (int) $value : 0) + $offset);
        $this->set($key, $value, $group);
        return $value;
    }

    public function flush(): bool
    {
        $this->seen = [];
        return $this->valkey === null || $this->ask(static fn (Redis $valkey) => $valkey->flushDB()) !== false;
    }

    public function flush_runtime(): bool
    {
        $this->seen = [];
        return true;
    }

    public function flush_group($group): bool
    {
        $prefix = $this->prefix($group);
        $this->seen = array_filter($this->seen, static fn ($id) => !str_starts_with((string) $id, $prefix), ARRAY_FILTER_USE_KEY);
        if (!$this->persists($group)) {
            return true;
        }
        return $this->ask(function (Redis $valkey) use ($prefix) {
            $cursor = null;
            do {
                $ids = $valkey->scan($cursor, addcslashes($prefix, '*?[]^-\\') . '*', 500);
                if ($ids) {
                    $valkey->unlink($ids);
                }
            } while ($cursor > 0);
            return true;
        }) !== false;
    }

    public function add_global_groups(array $groups): void
    {
        $this->global_groups += array_fill_keys($groups, true);
    }

    public function add_non_persistent_groups(array $groups): void
    {
        $this->local_groups += array_fill_keys($groups, true);
    }

    public function switch_to_blog(int $blog): void
    {
        $this->blog = is_multisite() ? "$blog:" : '';
    }

    public function stats(): void
    {
        printf('<p>Hits: %d, misses: %d, cache %s</p>', $this->cache_hits, $this->cache_misses, $this->valkey === null ? 'away' : 'there');
    }

    /** One question to Valkey; when it can't answer, false, and nobody asks again in this request. */
    private function ask(callable $question)
    {
        if ($this->valkey === null) {
            return false;
        }
        try {
            $answer = $question($this->valkey);
            if ($answer === false && ($error = $this->valkey->getLastError()) !== null) {
                $this->valkey->clearLastError();
                throw new RedisException($error);
            }
            return $answer;
        } catch (RedisException $away) {
            error_log('shophosting: the object cache is away: ' . $away->getMessage());
            $this->valkey = null;
            return false;
        }
    }

    private function persists($group): bool
    {
        return !isset($this->local_groups[$group === '' || $group === null ? 'default' : $group]);
    }

    private function prefix($group): string
    {
        $group = $group === '' || $group === null ? 'default' : (string) $group;
        return 'wp:' . (isset($this->global_groups[$group]) ? '' : $this->blog) . str_replace(['%', ':'], ['%25', '%3A'], $group) . ':';
    }

    private function id($key, $group): ?string
    {
        return is_int($key) || (is_string($key) && trim($key) !== '') ? $this->prefix($group) . $key : null;
    }

    private function life(int $expire): int
    {
        return $expire > 0 ? min($expire, self::LONGEST) : self::LONGEST;
    }

    private function remember(string $id, $data): void
    {
        $this->seen[$id] = $this->copy($data);
    }

    private function copy($data)
    {
        return is_object($data) ? clone $data : $data;
    }

    private function each(array $data, callable $do): array
    {
        $answers = [];
        foreach ($data as $key => $value) {
            $answers[$key] = $do($key, $value);
        }
        return $answers;
    }

    private function encode($data): string
    {
        return is_int($data) ? (string) $data : igbinary_serialize($data);
    }

    private function decode(string $text, &$value): bool
    {
        if (preg_match('/^-?\d+$/D', $text)) {
            $value = (int) $text;
            return true;
        }
        $value = @igbinary_unserialize($text);
        return $value !== null || $text === igbinary_serialize(null);
    }
}
