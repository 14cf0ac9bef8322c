// Records in which order Go's slices.SortFunc leaves equal elements: go run test/conformance/go-sort.go > test/conformance/go-sort.json
package main

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
)

type item struct{ key, position int }

type recorded struct {
	Length    int    `json:"length"`
	Kinds     int    `json:"kinds"`
	Pattern   string `json:"pattern"`
	Positions []int  `json:"positions"`
}

func keyOf(pattern string, i, length, kinds int) int {
	switch pattern {
	case "scattered":
		return (i * 7919 % 104729) % kinds
	case "rising":
		return i * kinds / length
	case "falling":
		return (length - i) * kinds / length
	case "waves":
		return (i % 17) * kinds / 17
	default:
		return (i*i + 3*i) % kinds
	}
}

func main() {
	var all []recorded
	for _, length := range []int{1, 12, 13, 49, 50, 51, 128, 300} {
		for _, kinds := range []int{1, 2, 7, 40, 1000} {
			for _, pattern := range []string{"scattered", "rising", "falling", "waves", "squares"} {
				items := make([]item, length)
				for i := range items {
					items[i] = item{keyOf(pattern, i, length, kinds), i}
				}
				slices.SortFunc(items, func(a, b item) int { return cmp.Compare(a.key, b.key) })
				positions := make([]int, length)
				for i, one := range items {
					positions[i] = one.position
				}
				all = append(all, recorded{length, kinds, pattern, positions})
			}
		}
	}
	json.NewEncoder(os.Stdout).Encode(all)
}
