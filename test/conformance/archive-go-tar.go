// Writes archive-go-tar.json: headers, and the bytes that Go's archive/tar writes for them.
// Run: go run archive-go-tar.go > archive-go-tar.json
package main

import (
	"archive/tar"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"time"
)

type Case struct {
	Name     string            `json:"name"`
	Type     string            `json:"type"`
	Mode     int64             `json:"mode"`
	Uid      int               `json:"uid"`
	Gid      int               `json:"gid"`
	Size     int64             `json:"size"`
	Mtime    int64             `json:"mtime"`
	Linkname string            `json:"linkname"`
	Uname    string            `json:"uname"`
	Gname    string            `json:"gname"`
	Devmajor int64             `json:"devmajor"`
	Devminor int64             `json:"devminor"`
	Pax      map[string]string `json:"pax"`
	// Hex of the header bytes, runs of zero bytes as (count).
	Bytes string `json:"bytes"`
}

var flags = map[string]byte{
	"file": tar.TypeReg, "hardlink": tar.TypeLink, "symlink": tar.TypeSymlink, "char": tar.TypeChar,
	"block": tar.TypeBlock, "directory": tar.TypeDir, "fifo": tar.TypeFifo,
}

func main() {
	a := func(n int) string { return strings.Repeat("a", n) }
	cases := []Case{
		{Name: "etc", Type: "directory", Mode: 0o755},
		{Name: "etc/passwd", Type: "file", Mode: 0o644, Size: 1234, Mtime: 1700000000, Uname: "root", Gname: "root"},
		{Name: "usr/bin/doas", Type: "file", Mode: 0o4755, Size: 1, Mtime: 1},
		{Name: "bin/sh", Type: "symlink", Mode: 0o777, Linkname: "/bin/busybox"},
		{Name: "usr/share/zoneinfo/UTC", Type: "hardlink", Mode: 0o644, Linkname: "usr/share/zoneinfo/Etc/UTC"},
		{Name: "dev/null", Type: "char", Mode: 0o666, Devmajor: 1, Devminor: 3},
		{Name: "dev/sda", Type: "block", Mode: 0o660, Gid: 6, Devmajor: 8, Devminor: 0o7777777},
		{Name: "run/pipe", Type: "fifo", Mode: 0o600},
		{Name: a(99), Type: "file"}, {Name: a(100), Type: "file"}, {Name: a(101), Type: "file"}, {Name: a(300), Type: "file"},
		{Name: "d/" + a(98), Type: "file"}, {Name: "d/" + a(99), Type: "file"}, {Name: "d/" + a(100), Type: "file"}, {Name: "d/" + a(101), Type: "file"},
		{Name: a(155) + "/" + a(100), Type: "file"}, {Name: a(156) + "/" + a(99), Type: "file"}, {Name: a(154) + "/b/" + a(98), Type: "file"},
		{Name: "/" + a(100), Type: "file"}, {Name: "/" + a(99), Type: "file"},
		{Name: strings.Repeat("abc/", 40) + "x", Type: "directory"}, {Name: strings.Repeat("abc/", 70) + "x", Type: "directory"},
		{Name: strings.Repeat("a/", 49) + "a/" + a(3), Type: "file", Pax: map[string]string{"SCHILY.xattr.user.a": "b"}},
		{Name: strings.Repeat("a/", 60) + a(3), Type: "file", Pax: map[string]string{"SCHILY.xattr.user.a": "b", "APK-TOOLS.checksum.SHA1": strings.Repeat("0f", 20)}},
		{Name: a(99) + "/" + a(30), Type: "file", Pax: map[string]string{"SCHILY.xattr.user.a": "b"}},
		{Name: a(98) + "//" + a(30), Type: "file", Pax: map[string]string{"SCHILY.xattr.user.a": "b"}},
		{Name: "etc/é", Type: "file", Size: 5}, {Name: "日本/語", Type: "directory"}, {Name: "x", Type: "symlink", Linkname: "è"},
		{Name: "x", Type: "symlink", Linkname: a(100)}, {Name: "x", Type: "symlink", Linkname: a(101)}, {Name: "x", Type: "hardlink", Linkname: "b/" + a(120)},
		{Name: "u", Type: "file", Uname: a(32), Gname: a(32)}, {Name: "u", Type: "file", Uname: a(33)}, {Name: "u", Type: "file", Gname: "grüppe"},
		{Name: "big", Type: "file", Size: 1<<33 - 1}, {Name: "big", Type: "file", Size: 1 << 33},
		{Name: "id", Type: "file", Uid: 0o7777777, Gid: 0o7777777}, {Name: "id", Type: "file", Uid: 0o10000000, Gid: 65534}, {Name: "id", Type: "file", Gid: 4294967294},
		{Name: "old", Type: "file", Mtime: -1}, {Name: "new", Type: "file", Mtime: 1<<33 - 1}, {Name: "new", Type: "file", Mtime: 1 << 33},
		{Name: "usr/bin/ping", Type: "file", Mode: 0o755, Pax: map[string]string{"SCHILY.xattr.security.capability": "\x01\x00\x00\x02\x00\x20\x00\x00"}},
		{Name: "b", Type: "file", Pax: map[string]string{"SCHILY.xattr.user.b": "2", "SCHILY.xattr.user.a": "1", "SCHILY.xattr.user.B": ""}},
		{Name: "../up/./x//y", Type: "file", Pax: map[string]string{"k": "v"}}, {Name: "/abs/x", Type: "file", Pax: map[string]string{"k": "v"}},
		{Name: "./x", Type: "file", Pax: map[string]string{"k": "v"}}, {Name: "/../x", Type: "file", Pax: map[string]string{"k": "v"}},
		{Name: "d", Type: "directory", Pax: map[string]string{"k": "v"}},
		{Name: "r", Type: "file", Pax: map[string]string{"k": a(92)}}, {Name: "r", Type: "file", Pax: map[string]string{"k": a(93)}},
		{Name: "r", Type: "file", Pax: map[string]string{"k": a(94)}}, {Name: "r", Type: "file", Pax: map[string]string{"k": a(600)}},
		{Name: "r", Type: "file", Pax: map[string]string{"k": a(1990)}}, {Name: "r", Type: "file", Pax: map[string]string{"ké": "line\nbreak=x"}},
	}
	for i := range cases {
		c := &cases[i]
		var buffer bytes.Buffer
		err := tar.NewWriter(&buffer).WriteHeader(&tar.Header{
			Name: c.Name, Typeflag: flags[c.Type], Mode: c.Mode, Uid: c.Uid, Gid: c.Gid, Size: c.Size, ModTime: time.Unix(c.Mtime, 0),
			Linkname: c.Linkname, Uname: c.Uname, Gname: c.Gname, Devmajor: c.Devmajor, Devminor: c.Devminor, PAXRecords: c.Pax,
		})
		if err != nil {
			panic(c.Name + ": " + err.Error())
		}
		c.Bytes = squeeze(buffer.Bytes())
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	encoder.Encode(cases)
}

func squeeze(data []byte) string {
	var text strings.Builder
	for i := 0; i < len(data); {
		j := i
		for j < len(data) && data[j] == 0 {
			j++
		}
		if j-i >= 4 {
			count, _ := json.Marshal(j - i)
			text.WriteString("(" + string(count) + ")")
			i = j
			continue
		}
		text.WriteString(hex.EncodeToString(data[i : i+1]))
		i++
	}
	return text.String()
}
